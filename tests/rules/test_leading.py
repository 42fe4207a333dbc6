"""What is decided from a post, and for whom: who stands together, in which order, and what is whose."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from foundation.effective import Period
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
from teams.authority.leading import Alike, accountable_to, managed_from

DAY = date(2026, 11, 20)
TRUST = OrganisationFact("trust", "Trust", "nhs_trust")
COUNCIL = OrganisationFact("council", "Council", "council")
LEAD, OTHER_LEAD, MATRON, VACANT = 1, 2, 3, 4
POSTS = {
    LEAD: PostFact(LEAD, "lead", "Lead", "Trust", None, (HolderFact(91, "Lee", "substantive"),)),
    OTHER_LEAD: PostFact(OTHER_LEAD, "other", "Other lead", "Trust", None, (HolderFact(92, "Oz", "acting"),)),
    MATRON: PostFact(MATRON, "matron", "Matron", "Trust", None, (HolderFact(93, "Mo", "substantive"),)),
    VACANT: PostFact(VACANT, "vacant", "Vacant post", "Council", None),
}
FUNCTIONS = (
    FunctionFact("annual_leave", 1, "Leave", Party.EMPLOYER, Party.NEIGHBOURHOOD, Cedable.YES),
    FunctionFact("cpd_plan", 2, "CPD", Party.PROFESSIONAL, Party.PROFESSIONAL, Cedable.NEVER),
    FunctionFact("grievance", 3, "Grievance", Party.EMPLOYER, Party.EMPLOYER, Cedable.NEVER),
)
CEDES_LEAVE = MandateFact(
    "M1", "trust", "signed", "section_75", "S75", ("annual_leave",), ("nurse", "carer"), ("*",), (),
    Period(date(2026, 4, 1), None), date(2026, 3, 1), date(2026, 3, 1),
)  # fmt: skip


@dataclass(frozen=True)
class Somebody:
    """Somebody in one employment."""

    name: str
    employment_id: int
    organisation: OrganisationFact
    subject: Subject


def somebody(
    number: int,
    name: str,
    *places: PlaceFact,
    employer: OrganisationFact = TRUST,
    lines: tuple[tuple[str, int], ...] = (("nurse", MATRON),),
) -> Somebody:
    situation = Situation(employer.code, "", places, lines)
    return Somebody(name, number * 10, employer, Subject(number, situation))


def place(profession: str | None = "nurse", team: str = "east", to: int = LEAD, hours: int = 30) -> PlaceFact:
    return PlaceFact(team, f"{team.title()} team", team, profession, Decimal(hours), to)


def authority() -> Authority:
    organisations = {"trust": TRUST, "council": COUNCIL}
    return Authority(DayFacts(DAY, FUNCTIONS, organisations, (CEDES_LEAVE,), POSTS))


def managed(*staff: Somebody) -> tuple[Alike, ...]:
    return managed_from(LEAD, staff, authority())


def names(groups: tuple[Alike, ...]) -> list[list[str]]:
    return [[led.name for led in group.people] for group in groups]


def shares(group: Alike) -> list[tuple[str | None, list[str]]]:
    """The title of each decider, with the functions."""
    return [
        (share.decider and share.decider.title, [r.function.code for g in share.groups for r in g.members])
        for share in group.shares
    ]


def test_people_for_whom_the_same_is_decided_stand_together_whatever_their_profession() -> None:
    carer = somebody(2, "Bea", place("carer"), lines=(("carer", MATRON),))
    [group] = managed(somebody(3, "Cy", place()), carer, somebody(1, "Ada", place()))
    assert [led.name for led in group.people] == ["Ada", "Bea", "Cy"]
    assert group.professions == ("carer", "nurse")


def test_the_posts_own_decisions_come_first_and_then_whom_to_ask() -> None:
    [group] = managed(somebody(1, "Ada", place()))
    assert shares(group) == [("Lead", ["annual_leave"]), ("Trust", ["grievance"]), ("Matron", ["cpd_plan"])]
    assert [share.line for share in group.shares] == ["management", "employer", "professional"]


def test_where_nobody_decides_stands_last_with_its_reason() -> None:
    [group] = managed(somebody(1, "Ada", place(), lines=(("nurse", VACANT),)))
    last = group.shares[-1]
    assert last.decider is None
    assert last.gap is not None
    assert last.gap.post == "vacant"


def test_employers_and_differing_outcomes_stand_apart_most_decided_first() -> None:
    physio = somebody(2, "Bea", place("physio"), lines=(("physio", MATRON),))
    social = somebody(3, "Cy", place("social"), employer=COUNCIL, lines=(("social", MATRON),))
    groups = managed(social, physio, somebody(1, "Ada", place()))
    assert names(groups) == [["Ada"], ["Cy"], ["Bea"]]
    assert [group.employer.name for group in groups] == ["Trust", "Council", "Trust"]


def test_each_placement_is_judged_by_its_own_line_and_says_where_else_they_work() -> None:
    ada = somebody(1, "Ada", place(team="west", to=OTHER_LEAD), place(hours=7))
    [group] = managed(ada)
    assert group.team == "East team"
    assert group.people[0].elsewhere == ("West team",)
    assert shares(group)[0] == ("Lead", ["annual_leave"])


def test_whoever_is_the_holder_is_decided_about_by_somebody_else() -> None:
    [other, own] = managed(somebody(91, "Lee", place()), somebody(1, "Ada", place()))
    assert [led.name for led in own.people] == ["Lee"]
    assert [led.name for led in other.people] == ["Ada"]
    assert (None, ["annual_leave"]) in shares(own)


def test_somebody_who_answers_to_another_post_is_not_led_from_this_one() -> None:
    assert managed(somebody(1, "Ada", place(to=OTHER_LEAD))) == ()


def test_a_professional_post_is_told_professional_decisions_only() -> None:
    [group] = accountable_to(MATRON, [somebody(1, "Ada", place())], authority())
    assert shares(group) == [("Matron", ["cpd_plan"])]
    assert group.team is None


def test_a_professional_line_counts_in_the_employment_where_the_profession_is_practised() -> None:
    lines = (("nurse", MATRON), ("social", VACANT))
    staff = [
        somebody(1, "Ada", place(), lines=lines),
        somebody(1, "Ada at the council", place("social"), employer=COUNCIL, lines=lines),
        somebody(2, "Bea without a profession", place(None)),
    ]
    groups = accountable_to(MATRON, staff, authority())
    assert names(groups) == [["Ada", "Bea without a profession"]]
