"""Rule 15: who may give work to somebody themselves, and who must ask whom."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from caseload.allocation.directing import Directing, How, directing
from foundation.effective import Period
from people.presence import Away, AwayKind
from teams.authority.authority import Authority
from teams.authority.facts import (
    Cedable,
    DayFacts,
    FunctionFact,
    HolderFact,
    MandateFact,
    OrganisationFact,
    Party,
    PlaceFact,
    PostFact,
    Situation,
    Subject,
)

DAY = date(2026, 11, 22)
ADA = 7
ORGANISATIONS = {
    "nca": OrganisationFact("nca", "Northern Sample Trust", "nhs_trust"),
    "vcfa": OrganisationFact("vcfa", "Sample Alliance", "vcf"),
}
LEE, CLEO = HolderFact(1, "Lee Leadsample", "substantive"), HolderFact(2, "Cleo Chairsample", "substantive")
AWAY = HolderFact(1, "Lee Leadsample", "substantive", Away(AwayKind.AWAY, date(2026, 12, 1)))
WORK = FunctionFact("allocate_work", 2, "Allocation", Party.EMPLOYER, Party.NEIGHBOURHOOD, Cedable.YES)
NEVER = FunctionFact("allocate_work", 2, "Allocation", Party.EMPLOYER, Party.NEIGHBOURHOOD, Cedable.NEVER)


def mandate(last_day: date | None = None) -> MandateFact:
    until = None if last_day is None else last_day + timedelta(days=1)
    signed = date(2026, 3, 1)
    return MandateFact(
        "NCA-1", "nca", "signed", "section_75", "S75/1", ("allocate_work",), ("*",), ("*",), (),
        Period(date(2026, 4, 1), until), signed, signed,
    )  # fmt: skip


def posts(*lead: HolderFact) -> dict[int, PostFact]:
    """The lead of East reports to the board's chair; the lead of North stands beside."""
    return {
        1: PostFact(1, "lead_east", "Lead of East", "Trust", 2, lead, "management"),
        2: PostFact(2, "board", "Chair of the board", "Trust", None, (CLEO,), "management"),
        3: PostFact(3, "lead_north", "Lead of North", "Trust", 2, (), "management"),
    }


def asked(
    held: set[str],
    *,
    employer: str = "nca",
    mandates: tuple[MandateFact, ...] = (),
    lead: tuple[HolderFact, ...] = (LEE,),
    about: int = ADA,
    function: FunctionFact = WORK,
    line: int | None = 1,
) -> Directing:
    place = PlaceFact("team_east", "East team", "east", "nurse", Decimal(30), line)
    facts = DayFacts(DAY, (function,), ORGANISATIONS, mandates, posts(*lead))
    subject = Subject(about, Situation(employer, "Nurse", (place,), ()))
    return directing(Authority(facts).ruling(subject, "allocate_work"), held, facts.posts)


CEDED = (mandate(),)
ENDED = (mandate(date(2026, 9, 30)),)
CASES = (
    # what makes it so                 the viewer holds   ceded by        how           who decides
    ("the lead, where it is ceded", {"lead_east"}, {"mandates": CEDED}, How.DIRECT, "lead_east"),
    ("a post above the lead", {"board"}, {"mandates": CEDED}, How.DIRECT, "lead_east"),
    ("the lead of another place", {"lead_north"}, {"mandates": CEDED}, How.REQUEST, "lead_east"),
    ("somebody without a post", set(), {"mandates": CEDED}, How.REQUEST, "lead_east"),
    ("nothing is ceded", {"lead_east"}, {}, How.REQUEST, "nca"),
    ("the mandate has ended", {"lead_east"}, {"mandates": ENDED}, How.REQUEST, "nca"),
    ("another employer's staff", {"lead_east"}, {"mandates": CEDED, "employer": "vcfa"}, How.REQUEST, "vcfa"),
    ("the lead is away", {"lead_east"}, {"mandates": CEDED, "lead": (AWAY,)}, How.REQUEST, "board"),
    ("the lead is away, above", {"board"}, {"mandates": CEDED, "lead": (AWAY,)}, How.DIRECT, "board"),
    ("about the lead themselves", {"lead_east"}, {"mandates": CEDED, "about": 1}, How.REQUEST, "board"),
    ("nobody holds the post", {"board"}, {"mandates": CEDED, "lead": ()}, How.NOBODY, None),
    ("no management line", {"lead_east"}, {"mandates": CEDED, "line": None}, How.NOBODY, None),
    ("never to be ceded", {"lead_east"}, {"mandates": CEDED, "function": NEVER}, How.NOBODY, None),
)


@pytest.mark.parametrize(("what", "held", "facts", "how", "decider"), CASES, ids=[case[0] for case in CASES])
def test_who_may_direct(
    what: str, held: set[str], facts: dict[str, Any], how: How, decider: str | None
) -> None:
    found = asked(held, **facts)
    assert (found.how, found.decider and found.decider.code) == (how, decider), what
    assert found.because.endswith(".")


def test_each_answer_says_why() -> None:
    assert (
        asked({"lead_east"}, mandates=CEDED).because == "Mandate NCA-1 cedes it, and you hold Lead of East."
    )
    assert asked({"lead_north"}, mandates=CEDED).because == (
        "It is for Lead of East to decide. Mandate NCA-1 cedes it."
    )
    assert asked({"lead_east"}).because == (
        "Northern Sample Trust decides. No mandate of this employer cedes it."
    )
    assert asked({"lead_east"}, mandates=ENDED).because == (
        "Northern Sample Trust decides. Mandate NCA-1 ended on 30 September 2026."
    )
    assert asked({"lead_east"}, mandates=CEDED, lead=()).because == (
        "Nobody holds Lead of East, so nobody can decide until it is filled."
    )
