"""Random registers: split posts, two employments and professions, absences filled by somebody acting, lapses."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations

from hypothesis import strategies as st

from foundation.effective import Period
from teams.coverage.facts import Apex, ProfessionFact
from tests.rules.coverage.rows import (
    EventRow,
    LineRow,
    PlacementRow,
    PostRow,
    Register,
    RegistrationRow,
    TenureRow,
)

FIRST = date(2026, 1, 1)
LENGTH = 60
PEOPLE = ("Ada", "Bea", "Cat", "Dot")
EMPLOYERS = {"trust": Decimal("37.5"), "council": Decimal(37)}
TEAMS: dict[str, str | None] = {"east": "east", "west": "west", "service": None}
PROFESSIONS = {
    "nurse": ProfessionFact("nurse", "Nurse", "NMC", 2, 3, 10, ("nurse",)),
    "physio": ProfessionFact("physio", "Physiotherapist", "HCPC", 3, 3, None, ("physio", "nurse")),
    "link": ProfessionFact("link", "Link worker", None, 1, None, None, ("*",)),
    "aide": ProfessionFact("aide", "Aide", None, None, None, None, ("physio", "link")),
}
POSTS = (
    PostRow("chief", "Chief", "", Period(FIRST)),
    PostRow("director", "Director", "chief", Period(FIRST)),
    PostRow("matron", "Matron", "director", Period(FIRST)),
    PostRow("dean", "Dean", "", Period(FIRST)),
    PostRow("old", "Old post", "chief", Period(FIRST, FIRST + timedelta(days=30))),
)
APEXES = {
    ("nurse", "trust"): Apex("matron", "chief"),
    ("nurse", "council"): Apex("matron", "director"),
    ("physio", "trust"): Apex("matron", "chief"),
    ("link", "trust"): Apex("dean", "dean"),
    ("link", "council"): Apex("matron", "matron"),
    ("aide", "trust"): Apex("director", "chief"),
}

days = st.integers(0, LENGTH).map(lambda number: FIRST + timedelta(days=number))
hours = st.sampled_from([Decimal(h) for h in ("37.5", "37", "18.75", "12.33", "7.5", "0.01")])


Practised = tuple[str, str]
"""A person and a profession."""


def _stretches() -> list[list[Period]]:
    """Shapes of time: all along, from or until a day, one or two stretches, two that meet."""
    at = [FIRST + timedelta(days=number) for number in (0, 9, 20, 31, 44, 52)]
    one = [[Period(a, b)] for a, b in combinations(at, 2)] + [[Period(a)] for a in at]
    two = [[Period(a, b), Period(c)] for a, b, c in combinations(at, 3)]
    met = [[Period(a, b), Period(b)] for a, b in combinations(at, 2)]
    return [[], *[[Period(FIRST)]] * 40, *one, *two, *met]


stretches = st.sampled_from(_stretches())


@st.composite
def tenures(draw: st.DrawFn) -> tuple[TenureRow, ...]:
    """Most posts are held all along, so that something is covered; a vacancy may be acted in, as while the
    holder is on maternity leave, or have a deputy alone."""
    found: list[TenureRow] = []
    for post in POSTS:
        holder = draw(st.sampled_from(PEOPLE))
        held = draw(stretches)
        found += [TenureRow(post.code, holder, "substantive", period) for period in held]
        other = PEOPLE[PEOPLE.index(holder) - 1]
        holding = draw(st.sampled_from(["", "", "acting", "deputy"]))
        if holding:
            found += [TenureRow(post.code, other, holding, period) for period in draw(stretches)]
    return tuple(found)


@st.composite
def placements(draw: st.DrawFn) -> tuple[PlacementRow, ...]:
    """Of each contract the same profession all along, in one team or two at once."""
    found: list[PlacementRow] = []
    for person in PEOPLE:
        for number in range(draw(st.sampled_from([0, 1, 1, 2]))):
            employer, profession, teams = draw(contracts)
            for team in teams:
                found += [
                    PlacementRow(person, employer, f"{person}{number}", team, profession, draw(hours), period)
                    for period in draw(stretches)
                ]
    return tuple(found)


contracts = st.tuples(
    st.sampled_from(list(EMPLOYERS)),
    st.sampled_from(list(PROFESSIONS)),
    st.sampled_from([("east",), ("west",), ("service",), ("east", "west")]),
)


@st.composite
def lines(draw: st.DrawFn, practised: Iterable[Practised]) -> tuple[LineRow, ...]:
    """At most one post a day for a person and profession; a line that goes on is one row."""
    found: list[LineRow] = []
    for person, profession in practised:
        to = draw(st.sampled_from(WAYS))
        periods = draw(stretches)
        found += [LineRow(person, profession, post, p) for post, p in zip(to, periods, strict=False)]
    return tuple(found)


WAYS = [
    *[("matron", "director")] * 4,
    ("director", "dean"),
    ("dean", "matron"),
    ("chief", "old"),
    ("old", "chief"),
]


@st.composite
def registrations(draw: st.DrawFn, held: Iterable[Practised]) -> tuple[RegistrationRow, ...]:
    """One that is renewed has a second row from the day on which that is known."""
    found: list[RegistrationRow] = []
    for person, profession in held:
        match draw(st.sampled_from(["none", "no number", "endless", "endless", "ends", "renewed"])):
            case "no number":
                found.append(RegistrationRow(person, profession, None, None, Period(FIRST)))
            case "endless":
                found.append(RegistrationRow(person, profession, "1", date(2030, 1, 1), Period(FIRST)))
            case "ends":
                found.append(RegistrationRow(person, profession, "1", draw(days), Period(FIRST)))
            case "renewed":
                ends, known = draw(days), draw(days) + timedelta(days=1)
                last = max(ends, known) + timedelta(days=20)
                found.append(RegistrationRow(person, profession, "1", ends, Period(FIRST, known)))
                found.append(RegistrationRow(person, profession, "1", last, Period(known)))
            case _:
                pass
    return tuple(found)


@st.composite
def events(draw: st.DrawFn, practised: Iterable[Practised]) -> tuple[EventRow, ...]:
    """Every week or two for some, once for others."""
    found: list[EventRow] = []
    for person, profession in practised:
        every, first = draw(st.sampled_from([7, 9, 14, 100])), draw(st.integers(0, LENGTH))
        found += [
            EventRow(person, profession, FIRST + timedelta(days=at))
            for at in range(first % every, LENGTH, every)
        ]
    return tuple(found)


@st.composite
def registers(draw: st.DrawFn) -> Register:
    """A whole small borough. Whoever holds a post may be of any profession that leads another."""
    placed, held = draw(placements()), draw(tenures())
    practised = sorted({(row.person, row.profession) for row in placed})
    leading = {(row.person, code) for row in held for code in ("nurse", "physio")}
    return Register(
        PROFESSIONS,
        APEXES,
        EMPLOYERS,
        TEAMS,
        POSTS,
        held,
        placed,
        draw(lines(practised)),
        draw(registrations(sorted({*practised, *leading}))),
        draw(events(practised)),
        draw(events(practised)),
    )
