"""The scheme on one page: each cell against the rulings about everybody it speaks of, one by one."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.effective import Period
from teams.authority.authority import Authority
from teams.authority.cells import Cell, Extent, StaffGroup
from teams.authority.facts import (
    Cedable,
    DayFacts,
    FunctionFact,
    MandateFact,
    OrganisationFact,
    Party,
    PlaceFact,
    Situation,
    Subject,
)
from teams.authority.ruling import Basis, Ruling
from teams.authority.scheme import columns_of, scheme_of
from teams.authority.scheme_changes import Changed, compare

DAY = date(2026, 6, 15)
SPRING = Period(date(2026, 4, 1))
TRUST = OrganisationFact("trust", "Sample Trust", "nhs_trust")
CHARITY = OrganisationFact("charity", "Sample Charity", "vcf")
EMPTY = OrganisationFact("empty", "Sample Empty Council", "council")
ORGANISATIONS = {o.code: o for o in (TRUST, CHARITY, EMPTY)}
LEAVE = FunctionFact(
    "leave", 1, "Leave", Party.EMPLOYER, Party.NEIGHBOURHOOD, Cedable.CONDITIONAL, (Party.EMPLOYER,)
)
WORK = FunctionFact(
    "work", 2, "Work", Party.EMPLOYER, Party.NEIGHBOURHOOD, Cedable.YES, (Party.PROFESSIONAL,)
)
INCIDENT = FunctionFact("incident", 3, "Incidents", Party.EMPLOYER, Party.EMPLOYER, Cedable.YES)
POLICY = FunctionFact("policy", 4, "Policy", Party.PROFESSIONAL, Party.EMPLOYER, Cedable.YES)
PAY = FunctionFact("pay", 5, "Pay", Party.EMPLOYER, Party.EMPLOYER, Cedable.NEVER, (Party.EMPLOYER,))
PRACTICE = FunctionFact("practice", 6, "Practice", Party.PROFESSIONAL, Party.PROFESSIONAL, Cedable.NEVER)
CONCERN = FunctionFact(
    "concern", 7, "Concern", Party.ANYONE, Party.ANYONE, Cedable.NEVER, (Party.PROFESSIONAL,)
)
FUNCTIONS = (LEAVE, WORK, INCIDENT, POLICY, PAY, PRACTICE, CONCERN)
TEAMS = {"team_east": "east", "team_west": "west", "service": None}


def place(team: str = "team_east", profession: str | None = "nurse", hours: int = 30) -> PlaceFact:
    return PlaceFact(team, team.replace("_", " ").title(), TEAMS[team], profession, Decimal(hours), None)


def staff(where: PlaceFact, people: int, organisation: str = "trust", job_title: str = "") -> StaffGroup:
    return StaffGroup(organisation, where, people, where.profession, job_title)


def mandate(code: str = "M1", organisation: str = "trust", **terms: Any) -> MandateFact:
    """Signed, in force since spring, ceding work for everybody."""
    usual: dict[str, Any] = {
        "status": "signed", "instrument": "contract", "reference": "REF", "functions": ("work",),
        "professions": ("*",), "teams": ("*",), "conditions": (), "period": SPRING,
        "signed_by_organisation_on": date(2026, 3, 1), "signed_by_partnership_on": date(2026, 3, 1),
    }  # fmt: skip
    return MandateFact(code=code, organisation=organisation, **usual | terms)


def facts(*mandates: MandateFact, on: date = DAY) -> DayFacts:
    return DayFacts(on, FUNCTIONS, ORGANISATIONS, mandates)


def cell(
    day: DayFacts, groups: list[StaffGroup], function: FunctionFact, organisation: str = "trust"
) -> Cell:
    column = next(c for c in scheme_of(day, groups).columns if c.organisation.code == organisation)
    return next(found for found in column.cells if found.function is function)


EAST, WEST = staff(place("team_east"), 5), staff(place("team_west", "therapist"), 3)


@pytest.mark.parametrize(
    ("terms", "function", "extent", "because"),
    [
        ({}, WORK, Extent.CEDED, "Mandate M1 (contract REF) cedes it for everybody in placement."),
        ({"teams": ("neighbourhood:east",)}, WORK, Extent.SHARED,
         "Mandate M1 (contract REF) cedes it for all staff in Team East: 5 of 8 people in placement."),
        ({"professions": ("therapist",)}, WORK, Extent.SHARED,
         "Mandate M1 (contract REF) cedes it for therapist: 3 of 8 people in placement."),
        ({"teams": ("neighbourhood:east",)}, WORK, Extent.SHARED, "For the other 3, the employer decides."),
        ({"teams": ("service",)}, WORK, Extent.KEPT,
         "Mandate M1 cedes it only for all staff in service, and none of them is in placement that day."),
        ({"status": "draft"}, WORK, Extent.KEPT, "Mandate M1 is a draft that nobody has signed."),
        ({"period": Period(DAY + timedelta(days=1))}, WORK, Extent.KEPT,
         "Mandate M1 starts only on 16 June 2026."),
        ({"functions": ("leave",)}, LEAVE, Extent.KEPT,
         "Mandate M1 names it without the condition that it needs."),
        ({"functions": ("leave",), "conditions": ("Rota kept",)}, LEAVE, Extent.CEDED,
         "Mandate M1 (contract REF) cedes it for everybody in placement. Condition: Rota kept."),
        ({"functions": ("incident",)}, INCIDENT, Extent.KEPT,
         "By the scheme, the employer decides even when it is ceded."),
        ({"functions": ("policy",), "teams": ("team_east",)}, POLICY, Extent.SHARED,
         "For the other 3, the professional line decides."),
        ({"functions": ("pay",)}, PAY, Extent.KEPT, "Mandate M1 names it, and that has no effect."),
        ({"functions": ("*",)}, PRACTICE, Extent.PROFESSIONAL,
         "Practice stays with the professional line and can never be ceded:"
         " registration and safety come before direction."),
        ({}, CONCERN, Extent.ANYONE, "Whoever sees it raises it, whoever employs or manages them."),
        ({}, LEAVE, Extent.KEPT, "No mandate of this employer cedes it."),
    ],
)  # fmt: skip
def test_how_a_function_stands_and_why(
    terms: dict[str, Any], function: FunctionFact, extent: Extent, because: str
) -> None:
    found = cell(facts(mandate(**terms)), [EAST, WEST], function)
    assert found.extent is extent
    assert because in found.because


def test_a_section_75_agreement_cedes_nothing_of_a_charitys() -> None:
    signed = mandate(organisation="charity", instrument="section_75")
    found = cell(facts(signed), [staff(place(), 2, "charity")], WORK, "charity")
    assert found.extent is Extent.KEPT
    assert "A section 75 agreement cannot bind Sample Charity" in found.because[1]


@pytest.mark.parametrize(
    ("terms", "extent", "because"),
    [
        ({}, Extent.CEDED, "Mandate M1 (contract REF) cedes it for all staff."),
        ({"teams": ("team_east",)}, Extent.SHARED, "Mandate M1 (contract REF) cedes it for all staff in team east."),
        ({"professions": ("social_worker",)}, Extent.SHARED, "Mandate M1 (contract REF) cedes it for social worker."),
    ],
)  # fmt: skip
def test_an_employer_without_staff_is_judged_by_its_mandates_and_says_so(
    terms: dict[str, Any], extent: Extent, because: str
) -> None:
    found = cell(facts(mandate(organisation="empty", **terms)), [], WORK, "empty")
    assert (found.extent, found.people) == (extent, 0)
    assert found.because[0] == because
    assert found.because[-1].startswith("Nobody of this employer is in placement that day")


def test_of_two_mandates_the_one_that_started_first_stands_and_the_other_has_the_rest() -> None:
    older = mandate("M9", teams=("team_east",), period=Period(date(2026, 1, 1)))
    found = cell(facts(mandate("M1"), older), [EAST, WEST], WORK)
    assert [(c.mandate.code, c.people, c.whom) for c in found.clauses] == [
        ("M9", 5, "all staff in Team East"),
        ("M1", 3, "all staff"),
    ]
    assert found.extent is Extent.CEDED


def test_who_is_meant_by_job_as_by_profession() -> None:
    named = mandate(
        professions=("nurse", "job:Team leader"), teams=("neighbourhood:east", "neighbourhood:west")
    )
    leader = staff(place("team_west", "therapist"), 1, job_title="Team Leader")
    other = staff(place("team_west", "therapist"), 3, job_title="Therapist")
    [clause] = cell(facts(named), [EAST, leader, other], WORK).clauses
    assert (clause.people, clause.whom) == (6, "Team Leader and nurse in Team East and Team West")


def test_the_columns_are_those_with_staff_or_a_mandate_in_force() -> None:
    scheme = scheme_of(facts(mandate(organisation="empty"), mandate("M2", "charity", status="draft")), [EAST])
    assert [c.organisation for c in scheme.columns] == [TRUST, EMPTY]
    assert scheme.others == (CHARITY,)
    assert scheme.columns[0].counts[Extent.KEPT] == 4 and scheme.columns[1].counts[Extent.CEDED] == 1
    assert [[c.organisation for c in row.cells] for row in scheme.rows] == [[TRUST, EMPTY]] * len(FUNCTIONS)


def test_who_decides_does_not_consult_themselves() -> None:
    conditional = mandate(functions=("leave",), conditions=("Rota kept",))
    assert cell(facts(conditional), [EAST], LEAVE).consult == (Party.EMPLOYER,)
    assert cell(facts(), [EAST], LEAVE).consult == ()
    assert cell(facts(), [EAST], PAY).consult == ()


# Everything against the rulings, person by person.

TITLES = ("Nurse", "Team leader")
places = st.builds(
    place, st.sampled_from(list(TEAMS)), st.sampled_from(["nurse", "therapist", None]), st.integers(1, 37)
)
situations = st.builds(
    Situation,
    st.sampled_from(["trust", "charity"]),
    st.sampled_from(TITLES),
    st.lists(places, min_size=1, max_size=2).map(lambda found: tuple(sorted(found, key=lambda p: -p.hours))),
    st.just(()),
)
days = st.dates(DAY - timedelta(days=3), DAY + timedelta(days=3))
periods = st.builds(
    lambda start, length: Period(start, length and start + timedelta(days=length)),
    days,
    st.sampled_from([None, 1, 2, 5]),
)


def some(*choices: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(choices), min_size=1, max_size=3, unique=True).map(tuple)


terms = st.fixed_dictionaries(
    {
        "organisation": st.sampled_from(["trust", "charity"]),
        "status": st.sampled_from(["signed", "signed", "signed", "draft", "withdrawn"]),
        "instrument": st.sampled_from(["section_75", "memorandum", "contract"]),
        "functions": some("*", *(function.code for function in FUNCTIONS)),
        "professions": some("*", "nurse", "therapist", "job:Team Leader"),
        "teams": some("*", "service", "team_east", "neighbourhood:east", "neighbourhood:west"),
        "conditions": st.sampled_from([(), ("leave: kept",), ("For all",), ("other: kept",)]),
        "period": periods,
    }
)
signed = st.lists(terms, max_size=4).map(
    lambda found: tuple(mandate(f"M{number}", **dict[str, Any](each)) for number, each in enumerate(found))
)


def slowly(day: DayFacts, people: list[Situation]) -> dict[tuple[str, str], list[Ruling]]:
    """Every ruling about every person, by employer and function."""
    authority = Authority(day)
    found: dict[tuple[str, str], list[Ruling]] = {}
    for number, situation in enumerate(people):
        for ruling in authority.rulings(Subject(number, situation)):
            found.setdefault((situation.organisation, ruling.function.code), []).append(ruling)
    return found


def grouped(people: list[Situation]) -> list[StaffGroup]:
    """As the register counts them: by main placement."""
    main = Counter((s.organisation, replace(s.places[0], hours=Decimal(0)), s.job_title) for s in people)
    return [staff(where, n, organisation, title) for (organisation, where, title), n in main.items()]


def expected(rulings: list[Ruling]) -> Extent:
    """The plain meaning of each word."""
    if all(r.basis is Basis.MANDATE and r.party is Party.NEIGHBOURHOOD for r in rulings):
        return Extent.CEDED
    for party, word in (
        (Party.EMPLOYER, Extent.KEPT),
        (Party.PROFESSIONAL, Extent.PROFESSIONAL),
        (Party.ANYONE, Extent.ANYONE),
    ):
        if all(r.party is party for r in rulings):
            return word
    return Extent.SHARED


@given(st.lists(situations, min_size=1, max_size=8), signed)
def test_a_cell_is_what_every_ruling_says(people: list[Situation], mandates: tuple[MandateFact, ...]) -> None:
    day = facts(*mandates)
    rulings = slowly(day, people)
    for column in scheme_of(day, grouped(people)).columns:
        for found in column.cells:
            about = rulings.get((column.organisation.code, found.function.code))
            if about is None:
                continue
            assert found.extent is expected(about)
            assert found.people == len(about)
            by_mandate = Counter(r.mandate.code for r in about if r.mandate)
            assert {c.mandate.code: c.people for c in found.clauses} == by_mandate
            assert {c.mandate.code: c.condition for c in found.clauses} == {
                r.mandate.code: r.condition for r in about if r.mandate
            }
            asked = {c.party for r in about for c in r.consult}
            assert set(found.consult) == asked


@given(signed, st.lists(situations, max_size=3))
def test_what_can_never_be_ceded_is_never_with_the_neighbourhood(
    mandates: tuple[MandateFact, ...], people: list[Situation]
) -> None:
    for row in scheme_of(facts(*mandates), grouped(people)).rows:
        for found in row.cells:
            if found.never:
                assert not found.clauses and found.extent not in {Extent.CEDED, Extent.SHARED}


# What is not in it as it was.

LATER = DAY + timedelta(days=3)


def row(start: date, until: date | None, **terms: Any) -> MandateFact:
    return mandate(period=Period(start, until), **terms)


@pytest.mark.parametrize(
    ("rows", "because"),
    [
        ([row(LATER, None)], "Mandate M1 began on 18 June 2026."),
        ([row(DAY + timedelta(days=1), LATER), row(LATER, None, reference="NEW")],
         "Mandate M1 began on 16 June 2026."),
        ([row(SPRING.starts_on, LATER)], "Mandate M1 ended on 17 June 2026."),
        ([row(SPRING.starts_on, DAY + timedelta(days=1)), row(DAY + timedelta(days=1), LATER, reference="NEW")],
         "Mandate M1 ended on 17 June 2026."),
        ([row(SPRING.starts_on, LATER), row(LATER, None, status="withdrawn")],
         "Mandate M1 was withdrawn from 18 June 2026."),
        ([row(SPRING.starts_on, LATER), row(LATER, None, professions=("nurse",))],
         "Mandate M1 changed on 18 June 2026."),
        ([row(SPRING.starts_on, LATER), row(LATER, None, functions=("leave",))],
         "Mandate M1 changed on 18 June 2026."),
    ],
)  # fmt: skip
def test_what_made_the_scheme_otherwise(rows: list[MandateFact], because: str) -> None:
    [changed] = compared(rows, [EAST, WEST])
    [difference] = changed.differences
    assert (changed.organisation, difference.function) == (TRUST, WORK)
    assert difference.because == (because,)


def test_what_is_worded_otherwise_and_cedes_the_same_is_no_difference() -> None:
    signed_later = {"signed_by_partnership_on": date(2026, 3, 9)}
    assert compared([row(SPRING.starts_on, LATER), row(LATER, None, **signed_later)], [EAST]) == []


def compared(mandates: Sequence[MandateFact], staff_then: list[StaffGroup]) -> list[Changed]:
    """From DAY to LATER, with the same staff on both."""
    then, now = (columns_of(facts(*mandates, on=on), staff_then) for on in (DAY, LATER))
    return compare(then, now, mandates, (DAY, LATER))


@st.composite
def stories(draw: st.DrawFn) -> list[MandateFact]:
    """Mandates of the trust whose words change once or twice."""
    found: list[MandateFact] = []
    for code in ("M1", "M2"):
        marks = sorted(draw(st.lists(days.map(lambda on: on + timedelta(days=1)), unique=True, max_size=4)))
        ends = [*marks[1:], draw(st.sampled_from([None, LATER + timedelta(days=9)]))]
        for start, until in zip(marks, ends, strict=False):
            said = dict[str, Any](draw(terms)) | {"organisation": "trust", "period": Period(start, until)}
            found.append(mandate(code, **said))
    return found


@given(stories(), st.lists(situations, max_size=6))
def test_where_the_staff_stay_a_mandate_explains_each_difference(
    mandates: list[MandateFact], people: list[Situation]
) -> None:
    here = grouped(people)
    then, now = (columns_of(facts(*mandates, on=on), here) for on in (DAY, LATER))
    found = [each for changed in compared(mandates, here) for each in changed.differences]
    assert all(each.because and all(said.startswith("Mandate M") for said in each.because) for each in found)
    extents = [
        (column.organisation, cell.function)
        for column, after in zip(then, now, strict=True)
        for cell, other in zip(column.cells, after.cells, strict=True)
        if cell.extent is not other.extent
    ]
    assert {(each.organisation.code, each.function.code) for each in found} >= {
        (organisation.code, function.code) for organisation, function in extents
    }
