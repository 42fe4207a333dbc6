"""Facts for the rules about lines, with sensible values for whatever a case does not say."""

from datetime import date
from decimal import Decimal
from typing import Any

from people.line_facts import (
    AccountabilityFact,
    EmploymentFact,
    Fact,
    LineFacts,
    ManagementFact,
    PlacementFact,
    PostFact,
    ProfessionFact,
    RegistrationFact,
    TenureFact,
)

START = date(2025, 1, 1)
NURSE = ProfessionFact(1, "district_nurse", "District nurse", "NMC")
ASSISTANT = ProfessionFact(2, "healthcare_assistant", "Healthcare assistant", None)


def employment(organisation: str = "Northern Trust", **values: Any) -> EmploymentFact:
    """A full-time substantive contract from START; its number follows the organisation."""
    usual: dict[str, Any] = {
        "starts_on": START, "until": None, "employment_id": 1, "assignment_number": "A1",
        "organisation_code": organisation.lower(), "organisation": organisation, "contract": "substantive",
        "hours": Decimal("37.5"), "job_title": "Nurse",
    }  # fmt: skip
    return EmploymentFact(**usual | values)


def placement(**values: Any) -> PlacementFact:
    """A full-time place in the East team as a nurse, from START."""
    usual: dict[str, Any] = {
        "starts_on": START, "until": None, "placement_id": 1, "employment_id": 1, "team_code": "east",
        "team": "East team", "role": "nurse", "hours": Decimal("37.5"), "funding": "recurrent",
        "funding_ends_on": None, "profession": NURSE,
    }  # fmt: skip
    return PlacementFact(**usual | values)


def management(post_id: int, **values: Any) -> ManagementFact:
    """The first placement answering to the post, from START."""
    return ManagementFact(
        **{"starts_on": START, "until": None, "placement_id": 1, "post_id": post_id} | values
    )


def accountability(post_id: int, profession: ProfessionFact = NURSE, **values: Any) -> AccountabilityFact:
    """Answering to the post as a nurse, from START."""
    usual = {"starts_on": START, "until": None, "post_id": post_id, "profession": profession}
    return AccountabilityFact(**usual | values)


def registration(profession: ProfessionFact = NURSE, **values: Any) -> RegistrationFact:
    """Registered from START until well after the tests' days."""
    usual = {"starts_on": START, "until": None, "number": "00A0000A", "expires_on": date(2030, 1, 1)}
    return RegistrationFact(profession=profession, **usual | values)


def post(post_id: int, reports_to_id: int | None = None, **values: Any) -> PostFact:
    """A post from START, called by its number."""
    usual: dict[str, Any] = {
        "starts_on": START, "until": None, "code": f"p{post_id}", "title": f"Post {post_id}",
        "organisation": "Partnership",
    }  # fmt: skip
    return PostFact(post_id=post_id, reports_to_id=reports_to_id, **usual | values)


def tenure(post_id: int, person_id: int = 50, holding: str = "substantive", **values: Any) -> TenureFact:
    """Somebody holding the post from START."""
    usual = {"starts_on": START, "until": None, "name": f"Holder {person_id}"}
    return TenureFact(post_id=post_id, person_id=person_id, holding=holding, **usual | values)


def facts(*found: Fact) -> LineFacts:
    """Every fact in its place, oldest first, as the register gives them."""
    ordered = sorted(found, key=lambda fact: fact.starts_on)
    posts = [fact for fact in ordered if isinstance(fact, PostFact)]
    tenures = [fact for fact in ordered if isinstance(fact, TenureFact)]
    return LineFacts(
        employments=tuple(fact for fact in ordered if isinstance(fact, EmploymentFact)),
        placements=tuple(fact for fact in ordered if isinstance(fact, PlacementFact)),
        management=tuple(fact for fact in ordered if isinstance(fact, ManagementFact)),
        accountabilities=tuple(fact for fact in ordered if isinstance(fact, AccountabilityFact)),
        registrations=tuple(fact for fact in ordered if isinstance(fact, RegistrationFact)),
        posts={p.post_id: tuple(f for f in posts if f.post_id == p.post_id) for p in posts},
        tenures={t.post_id: tuple(f for f in tenures if f.post_id == t.post_id) for t in tenures},
    )
