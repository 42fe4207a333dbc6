"""What is refused of a mandate, and the rule that each refusal names."""

from datetime import date
from typing import Any

import pytest

from teams.mandate import Instrument, Status
from teams.mandates.checks import Refused, wrong_with
from tests.rules.mandates.cases import KINDS, KNOWN, START, TODAY, UNSIGNED, employer, stated

DRAFT, SIGNED, WITHDRAWN = Status.DRAFT, Status.SIGNED, Status.WITHDRAWN


def refusals(given: Any, kind: str = "trust") -> list[tuple[str, str, str]]:
    return [each[:] for each in wrong_with(given, employer(kind), KNOWN, TODAY)]


IN_ORDER = {
    "a signed mandate": stated(),
    "one without an end": stated(ends_on=None),
    "one for a single day": stated(ends_on=START),
    "signed on its first day": stated(starts_on=date(2026, 11, 9)),
    "signed today": stated(signed_by_partnership_on=TODAY),
    "a draft that nobody signed": stated(DRAFT),
    "a draft that one side signed": stated(
        DRAFT, signed_by_organisation="Orla Invented", signed_by_organisation_on=TODAY
    ),
    "a draft without a reference yet": stated(DRAFT, reference=""),
    "a draft whose first day has passed": stated(DRAFT, starts_on=date(2026, 1, 1)),
    "everything, everybody, everywhere, on one condition": stated(
        functions="*", professions="*", teams="*", conditions="the employer is told the same day"
    ),
    "a conditional function with its condition": stated(functions="rota", conditions="rota: consult first"),
    "two, one with its own condition and one under the general": stated(
        functions="rota;expenses", conditions="rota: consult first;the employer is told"
    ),
    "a general condition that begins as a sentence": stated(
        functions="rota", conditions="Told at once: the employer"
    ),
    "a job": stated(professions="job:Team leader"),
    "a named service": stated(teams="dementia"),
    "a team and another neighbourhood": stated(teams="team_east;neighbourhood:north"),
    "reviewed on its first day": stated(review_on=START),
    "withdrawn before anybody signed": stated(WITHDRAWN, **UNSIGNED),
    "withdrawn after both had signed, in force until its last day": stated(WITHDRAWN),
    "withdrawn after both had signed, before it started": stated(WITHDRAWN, ends_on=date(2026, 11, 30)),
}


@pytest.mark.parametrize("given", IN_ORDER.values(), ids=IN_ORDER)
def test_this_is_in_order(given: Any) -> None:
    assert refusals(given) == []


# What is wrong; the column, what was read there, and the words that name the rule.
WRONG: dict[str, tuple[Any, str, str, str]] = {
    "a job after a space, which would be nobody's": (
        stated(professions="job: Team leader"),
        "professions",
        "job: Team leader",
        "such as job:Team leader",
    ),
    "no function": (stated(functions=""), "functions", "", "what is not named is not ceded"),
    "an unknown function": (
        stated(functions="direct_work;dismiss"),
        "functions",
        "dismiss",
        "The scheme of delegation has no function “dismiss”",
    ),
    "a function never ceded": (
        stated(functions="direct_work;safe_workload"),
        "functions",
        "safe_workload",
        "Safe workload can never be ceded, by anybody or by any route",
    ),
    "a function never ceded, beside all": (
        stated(functions="*;disciplinary", conditions="the employer is told"),
        "functions",
        "disciplinary",
        "Disciplinary can never be ceded",
    ),
    "a conditional function without its condition": (
        stated(functions="direct_work;rota;expenses", conditions="rota: consult first"),
        "conditions",
        "rota: consult first",
        "ceded only on a condition, and none is recorded for Expenses.",
    ),
    "all functions without a condition": (
        stated(functions="*"),
        "conditions",
        "",
        "none is recorded for Rota, Annual leave and Expenses.",
    ),
    "a condition without words": (
        stated(functions="rota", conditions="rota:"),
        "conditions",
        "rota:",
        "none is recorded for Rota",
    ),
    "a condition on what is not ceded": (
        stated(conditions="expenses: within the rates"),
        "conditions",
        "expenses: within the rates",
        "a condition on Expenses, which it does not cede",
    ),
    "a condition on what does not exist": (
        stated(conditions="parking: by rota"),
        "conditions",
        "parking: by rota",
        "a condition on “parking”, but the scheme of delegation has no such function",
    ),
    "a condition with a semicolon": (
        stated(functions=("rota",), conditions=("rota: first; then",)),
        "conditions",
        "rota: first; then",
        "A semicolon separates one entry of a list from the next",
    ),
    "a condition of two lines": (
        stated(functions=("rota",), conditions=("rota: first\nsecond",)),
        "conditions",
        "rota: first\nsecond",
        "Write it on one line",
    ),
    "no staff": (stated(professions=""), "professions", "", "Name the staff it is about"),
    "an unknown profession": (
        stated(professions="district_nurse;wizard"),
        "professions",
        "wizard",
        "“wizard” is no profession of the register",
    ),
    "a job with the wrong word before it": (
        stated(professions="role:Team leader"),
        "professions",
        "role:Team leader",
        "A job is written job: and its title",
    ),
    "a job without a title": (stated(professions="job: "), "professions", "job:", "A job is written job:"),
    "no team": (stated(teams=""), "teams", "", "Name the teams, named services or neighbourhoods"),
    "an unknown team": (
        stated(teams="team_west"),
        "teams",
        "team_west",
        "“team_west” is no team or named service of the register",
    ),
    "a neighbourhood as if it were a team": (
        stated(teams="east"),
        "teams",
        "east",
        "A whole neighbourhood is written neighbourhood:",
    ),
    "an unknown neighbourhood": (
        stated(teams="neighbourhood:west"),
        "teams",
        "neighbourhood:west",
        "The register has no neighbourhood “west”",
    ),
    "an unknown form of agreement": (
        stated(instrument="handshake"),
        "instrument",
        "handshake",
        "one of these forms of agreement: section 75 agreement",
    ),
    "signed without a reference": (stated(reference=" "), "reference", "", "Give the reference"),
    "signed without the organisation's name": (
        stated(signed_by_organisation=None),
        "signed_by_organisation",
        "",
        "the name of who signed for the organisation: until both have signed, the employer decides",
    ),
    "signed without the partnership's day": (
        stated(signed_by_partnership_on=None),
        "signed_by_partnership_on",
        "",
        "the day of signing for the partnership: until both have signed, the employer decides",
    ),
    "a draft that both have signed": (
        stated(
            DRAFT,
            signed_by_organisation_on=date(2026, 11, 2),
            signed_by_partnership_on=date(2026, 11, 2),
        ),
        "status",
        "draft",
        "Both have signed, so it is no draft",
    ),
    "signed the day after it starts": (
        stated(starts_on=date(2026, 11, 8)),
        "signed_by_partnership_on",
        "2026-11-09",
        "after its first day, 8 November 2026: until both have signed, the employer decides",
    ),
    "withdrawn, and had been signed after it started": (
        stated(WITHDRAWN, starts_on=date(2026, 11, 8)),
        "signed_by_partnership_on",
        "2026-11-09",
        "after its first day",
    ),
    "signed tomorrow": (
        stated(signed_by_organisation_on=date(2026, 11, 23)),
        "signed_by_organisation_on",
        "2026-11-23",
        "The day on which the organisation signs, 23 November 2026, has not come yet",
    ),
    "a draft signed tomorrow": (
        stated(DRAFT, signed_by_organisation_on=date(2026, 11, 23)),
        "signed_by_organisation_on",
        "2026-11-23",
        "has not come yet",
    ),
    "ends the day before it starts": (
        stated(ends_on=date(2026, 11, 30)),
        "ends_on",
        "2026-11-30",
        "Its last day, 30 November 2026, is before its first, 1 December 2026",
    ),
    "a draft that ends before it starts": (
        stated(DRAFT, ends_on=date(2026, 11, 30)),
        "ends_on",
        "2026-11-30",
        "is before its first",
    ),
    "withdrawn two days before it started": (
        stated(WITHDRAWN, ends_on=date(2026, 11, 29)),
        "ends_on",
        "2026-11-29",
        "is before its first",
    ),
    "withdrawn after both had signed, nobody knows from when": (
        stated(WITHDRAWN, ends_on=None),
        "ends_on",
        "",
        "give its last day in force",
    ),
    "reviewed before it starts": (
        stated(review_on=date(2026, 11, 30)),
        "review_on",
        "2026-11-30",
        "The review day, 30 November 2026, is before its first day, 1 December 2026",
    ),
}


@pytest.mark.parametrize(("given", "field", "read", "rule"), WRONG.values(), ids=WRONG)
def test_this_is_refused_by_its_rule(given: Any, field: str, read: str, rule: str) -> None:
    [refusal] = refusals(given)
    assert refusal[:2] == (field, read)
    assert rule in refusal[2]
    assert refusal[2].endswith(".")


def test_everything_wrong_is_said_at_once_and_in_one_message() -> None:
    given = stated(functions="dismiss", teams="", signed_by_partnership=None, review_on=date(2026, 1, 1))
    found = wrong_with(given, employer(), KNOWN, TODAY)
    assert [each.field for each in found] == ["functions", "teams", "signed_by_partnership", "review_on"]
    assert str(Refused(found)) == " ".join(each.sentence for each in found)


ANY = set(Instrument)
STATUTORY = {Instrument.SECTION_75, Instrument.SECTION_113}
LAWFUL: dict[str, set[Instrument]] = {
    "trust": ANY,
    "council": ANY,
    "mental health trust": ANY,
    "commissioner": ANY,
    "VCF body": {Instrument.MEMORANDUM, Instrument.CONTRACT},
    "GP federation": ANY - STATUTORY,
    "care provider": ANY - STATUTORY,
}


@pytest.mark.parametrize("instrument", Instrument)
@pytest.mark.parametrize("kind", LAWFUL)
def test_each_employer_cedes_by_what_is_lawful_for_it(kind: str, instrument: Instrument) -> None:
    found = refusals(stated(instrument=instrument.value), kind)
    assert [field for field, _, _ in found] == ([] if instrument in LAWFUL[kind] else ["instrument"])


def test_a_partnership_has_nothing_to_cede_whatever_the_form() -> None:
    assert set(KINDS) - set(LAWFUL) == {"partnership"}
    for instrument in Instrument:
        [(field, _, sentence)] = refusals(stated(instrument=instrument.value), "partnership")
        assert (field, sentence) == (
            "organisation",
            "Sample partnership employs nobody, so it has nothing to cede.",
        )
