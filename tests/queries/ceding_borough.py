"""A trust, one nurse, her lines and an agreement about her leave: what tests of who decides start from."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from foundation.acts import Act
from foundation.effective import AsAt, Period, through
from people.employment import Employment
from people.organisation import Organisation, Profession
from people.person import Person
from people.post import Post
from teams.authority.ruling import Ruling
from teams.function import Function
from teams.mandate import Mandate, MandateTerms
from teams.queries.authority import authority_over, employments_of
from teams.team import Placement, Team
from tests import builders as made
from tests.laying import laid_once

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
LAST_DAY = date(2026, 6, 30)
SCHEME = (
    ("allocate_work", "employer", "neighbourhood", "yes", "professional"),
    ("annual_leave", "employer", "neighbourhood", "conditional", "employer"),
    ("disciplinary", "employer", "employer", "never", "neighbourhood;professional"),
    ("cpd_plan", "professional", "professional", "never", "neighbourhood"),
    ("raise_safeguarding", "anyone", "anyone", "never", ""),
)


@dataclass(frozen=True)
class Borough:
    """Nora, a nurse of the trust in East, answers to Lena, the lead, whose deputy is Dev; above is Cleo. For
    her practice she answers to Dina."""

    trust: Organisation
    team: Team
    nursing: Profession
    nora: Person
    nursed: Placement
    contracts: dict[str, Employment]
    people: dict[str, Person]
    posts: dict[str, Post]


@laid_once
def borough() -> Borough:
    """Everything in the register but a mandate. Nothing is committed."""
    for number, (code, before, after, cedable, consult) in enumerate(SCHEME, 1):
        name = code.replace("_", " ").capitalize()
        said = {"before_cession": before, "after_cession": after, "cedable": cedable, "consult": consult}
        made.kept(Function(code=code, number=number, name=name, **said))
    trust = made.organisation("nca", name="Sample Trust")
    team = made.team("team_east", made.neighbourhood("east"), name="East team")
    nursing = made.profession("district_nurse")
    chief = made.post("chief", "management", trust, title="Chief officer")
    posts = {
        "chief": chief,
        "lead": made.post("lead", "management", trust, reports_to=chief, title="Neighbourhood lead: East"),
        "nursing": made.post("nursing", "professional", trust, title="Director of nursing"),
    }
    people = {name: made.person(name) for name in ("Lena", "Dev", "Cleo", "Dina", "Nora")}
    contracts = {name: made.employment(person, trust, name) for name, person in people.items()}
    for post, name, holding in (
        ("lead", "Lena", "substantive"),
        ("lead", "Dev", "deputy"),
        ("chief", "Cleo", "substantive"),
        ("nursing", "Dina", "substantive"),
    ):
        made.tenure(posts[post], people[name], holding)
    nora = people["Nora"]
    nursed = made.placement(contracts["Nora"], team, nursing)
    made.management(nursed, posts["lead"])
    made.accountability(nora, nursing, posts["nursing"])
    return Borough(trust, team, nursing, nora, nursed, contracts, people, posts)


def mandate(borough: Borough, code: str = "M1", *, recorded: datetime = made.KNOWN_SINCE) -> Mandate:
    """An agreement of the trust to cede leave from April until the end of June."""
    signed = made.kept(Mandate(code=code, organisation_id=borough.trust.id))
    put_terms(signed, through(APRIL, LAST_DAY), recorded)
    return signed


def put_terms(signed: Mandate, period: Period, recorded: datetime, **changes: Any) -> None:
    """What the agreement says on these days, as known from a moment on."""
    act = Act(by=made.recorder().id, at=recorded)
    usual: dict[str, Any] = {
        "status": "signed", "instrument": "section_75", "reference": "S75/1", "functions": ("annual_leave",),
        "professions": ("district_nurse",), "teams": ("neighbourhood:east",),
        "conditions": ("annual_leave: told the same day",), "signed_by_organisation": "Dina Sample",
        "signed_by_organisation_on": MARCH, "signed_by_partnership": "Cleo Sample",
        "signed_by_partnership_on": MARCH, "review_on": None,
    }  # fmt: skip
    act.put(MandateTerms, (signed.id,), period, **usual | changes)
    act.write()


def ruling(who: Person, on: date, known_at: datetime | None = None, function: str = "annual_leave") -> Ruling:
    as_at = AsAt(on, known_at)
    employed = employments_of(who.id, as_at)
    return authority_over(employed, as_at).ruling(employed[0].subject, function)


def decides(who: Person, on: date, known_at: datetime | None = None, function: str = "annual_leave") -> str:
    """The title of whoever decides and who holds it, or the gap."""
    found = ruling(who, on, known_at, function)
    if found.decider is None:
        return f"gap: {found.gap and found.gap.kind}"
    return found.decider.title + (f" ({found.decider.holder.name})" if found.decider.holder else "")
