"""Random registers and mandates: vacant posts, circles, closed posts, anybody away, anything signed."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from foundation.effective import Period
from people.presence import Away, AwayKind
from teams.authority.facts import (
    DayFacts,
    HolderFact,
    MandateFact,
    OrganisationFact,
    PlaceFact,
    PostFact,
    Situation,
    Subject,
)
from teams.mandate import Instrument, Status
from tests.rules.authority.borough import scheme

FIRST = date(2026, 1, 1)
DAYS = [FIRST + timedelta(days=number) for number in range(8)]
PEOPLE = range(1, 7)
POSTS = range(1, 5)
CLOSED = 99
KINDS = ("council", "nhs_trust", "mental_health_trust", "vcf", "primary_care", "care_provider", "partnership")
ORGANISATIONS = {kind: OrganisationFact(kind, f"Sample {kind}", kind) for kind in KINDS}
TEAMS = {"team_east": "east", "team_north": "north", "service": None}
PROFESSIONS = ("nurse", "physio")
JOBS = ("Clerk", "Lead")
# One of each sort: before, after, cedable.
NAMED = ("allocate_work", "annual_leave", "incident", "disciplinary", "safe_workload", "raise_safeguarding")
FUNCTIONS = tuple(function for function in scheme() if function.code in NAMED)
FORMS = (*[Instrument.MEMORANDUM] * 3, *Instrument)
CONDITIONS = (
    (),
    ("always in writing",),
    ("annual_leave: told the same day",),
    ("annual_leave:", "always in writing"),
    ("incident: logged", "always in writing"),
)

# Most of the agreements and most of the staff are of one employer, so that they meet.
kinds = st.one_of(st.just("council"), st.just("council"), st.sampled_from(KINDS))
days = st.sampled_from(DAYS)
teams = st.sampled_from(list(TEAMS))
maybe_post = st.sampled_from([None, *POSTS, CLOSED])
away = st.sampled_from([None, None, Away(AwayKind.AWAY), Away(AwayKind.NOT_WORKING)])


def name_of(person_id: int) -> str:
    """What a person is called, so that it can be looked for in a sentence."""
    return f"Somebody{person_id}"


def some(*words: str) -> st.SearchStrategy[tuple[str, ...]]:
    """A few of the words, or none."""
    return st.lists(st.sampled_from(words), unique=True, max_size=3).map(tuple)


def all_or(*words: str) -> st.SearchStrategy[tuple[str, ...]]:
    """Everything more often than not, so that agreements meet; or a few of the words."""
    return st.one_of(st.just(("*",)), some("*", *words))


@st.composite
def holders(draw: st.DrawFn) -> tuple[HolderFact, ...]:
    """At most one of each holding, strongest first, each there or away."""
    held = [holding for holding in ("substantive", "acting", "deputy") if draw(st.booleans())]
    people = draw(st.lists(st.sampled_from(PEOPLE), min_size=len(held), max_size=len(held)))
    return tuple(
        HolderFact(person, name_of(person), holding, draw(away))
        for person, holding in zip(people, held, strict=True)
    )


@st.composite
def posts(draw: st.DrawFn) -> dict[int, PostFact]:
    """Four posts, any of which may report to any, in circles too, or to one that is closed."""
    return {
        number: PostFact(number, f"p{number}", f"Post {number}", "Sample", draw(maybe_post), draw(holders()))
        for number in POSTS
    }


@st.composite
def mandates(draw: st.DrawFn, instruments: Sequence[Instrument] = FORMS) -> tuple[MandateFact, ...]:
    """Up to three agreements. One that changes has two rows with no day in common, as the register keeps it."""
    found: list[MandateFact] = []
    for number in range(draw(st.sampled_from([0, 1, 2, 3, 3]))):
        organisation = draw(kinds)
        for period in draw(periods()):
            found.append(draw(terms(f"M{number}", organisation, period, instruments)))
    return tuple(draw(st.permutations(found)))


@st.composite
def periods(draw: st.DrawFn) -> list[Period]:
    """One stretch of days, or two with no day in common."""
    first, second, third = sorted(draw(st.lists(st.integers(0, 8), min_size=3, max_size=3, unique=True)))
    early = Period(DAYS[first], FIRST + timedelta(days=second))
    late = Period(
        FIRST + timedelta(days=second), draw(st.sampled_from([None, FIRST + timedelta(days=third)]))
    )
    return draw(st.sampled_from([[Period(FIRST)], [Period(FIRST)], [early], [late], [early, late]]))


@st.composite
def terms(
    draw: st.DrawFn, code: str, organisation: str, period: Period, instruments: Sequence[Instrument]
) -> MandateFact:
    """What one agreement says over one stretch of days."""
    return MandateFact(
        code,
        organisation,
        draw(st.sampled_from([*[Status.SIGNED] * 4, *Status])),
        draw(st.sampled_from(instruments)),
        "REF",
        draw(all_or(*NAMED)),
        draw(all_or(*PROFESSIONS, *(f"job:{job}" for job in JOBS))),
        draw(all_or(*TEAMS, "neighbourhood:east")),
        draw(st.sampled_from(CONDITIONS)),
        period,
        *draw(st.sampled_from([*[(FIRST, FIRST)] * 8, (FIRST, None), (None, FIRST)])),
    )


@st.composite
def situations(
    draw: st.DrawFn, organisations: st.SearchStrategy[str] = kinds, *, apart: bool = False
) -> Situation:
    """Somebody with up to three places in teams and up to two professional lines. `apart`: with at least two
    places, each in another team."""
    least = 2 if apart else draw(st.sampled_from([0, 1, 1, 1]))
    hours = sorted(draw(st.lists(st.integers(1, 37), min_size=least, max_size=3, unique=True)), reverse=True)
    within = draw(st.lists(teams, min_size=len(hours), max_size=len(hours), unique=apart))
    lines = {code: draw(maybe_post) for code in PROFESSIONS}
    return Situation(
        draw(organisations),
        draw(st.sampled_from(JOBS)),
        tuple(draw(places(team, length)) for team, length in zip(within, hours, strict=True)),
        tuple((code, post) for code, post in lines.items() if post is not None),
    )


def places(team: str, hours: int) -> st.SearchStrategy[PlaceFact]:
    """A place in a team, with or without a profession and a management line."""
    return st.builds(
        PlaceFact,
        st.just(team),
        st.just(f"Sample {team}"),
        st.just(TEAMS[team]),
        st.sampled_from([None, *PROFESSIONS]),
        st.just(Decimal(hours)),
        maybe_post,
    )


def subjects(
    organisations: st.SearchStrategy[str] = kinds, *, apart: bool = False
) -> st.SearchStrategy[Subject]:
    """Somebody, who may hold posts themselves."""
    return st.builds(Subject, st.sampled_from(PEOPLE), situations(organisations, apart=apart))


def facts(
    instruments: Sequence[Instrument] = FORMS,
) -> st.SearchStrategy[DayFacts]:
    """A day with everything that may be true on it."""
    return st.builds(
        DayFacts, days, st.just(FUNCTIONS), st.just(ORGANISATIONS), mandates(instruments), posts()
    )
