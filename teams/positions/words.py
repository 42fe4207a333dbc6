"""A position and what is different about it, in words. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from foundation.formats import listed, plural, short_day
from teams.coverage.counting import Place
from teams.coverage.words import WORDS
from teams.positions.findings import Cause, Differences, Figures, GapChange

SHARED = "Borough-wide"


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs, as it stood on either side."""

    what: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Called:
    """What codes are called; a code that nothing is known of stands for itself."""

    names: tuple[Mapping[str, Mapping[str, str]], ...]

    def say(self, kind: str, code: str) -> str:
        """`kind`: post, profession, employer or neighbourhood."""
        return next((names[kind][code] for names in self.names if code in names.get(kind, {})), code)

    def post(self, code: str) -> str:
        """A post by its title; none is named where there is no code."""
        return self.say("post", code) if code else "nobody: no post is named"

    def place(self, place: Place) -> str:
        """“Nurse, Sample Trust, East”."""
        profession, employer, neighbourhood = place
        where = SHARED if neighbourhood is None else self.say("neighbourhood", neighbourhood)
        return f"{self.say('profession', profession)}, {self.say('employer', employer)}, {where}"

    def whose(self, cause: Cause) -> list[str]:
        """“Nurse, Sample Trust: A1, A2”: one for each profession and employer."""
        numbers: dict[tuple[str, str], list[str]] = {}
        for whose in cause.whose:
            numbers.setdefault((whose.profession, whose.employer), []).append(whose.assignment)
        return [
            f"{self.say('profession', profession)}, {self.say('employer', employer)}: {listed(found)}"
            for (profession, employer), found in sorted(numbers.items())
        ]


def in_words(found: Differences, called: Called) -> list[Difference]:
    """Totals first, then places, then gaps."""
    return [*_totals(found), *_places(found, called), *(_gap(change, called) for change in found.gaps)]


def _totals(found: Differences) -> Iterable[Difference]:
    if found.totals is None:
        return
    was, now = found.totals
    if (was.people, was.covered) != (now.people, now.covered):
        yield Difference("People covered", _people(was), _people(now))
    if (was.wte, was.wte_covered) != (now.wte, now.wte_covered):
        yield Difference("Whole-time equivalents covered", _wte(was), _wte(now))


def _places(found: Differences, called: Called) -> Iterable[Difference]:
    for cell in found.cells:
        yield Difference(called.place(cell.place), _figures(cell.was), _figures(cell.now))


def _gap(change: GapChange, called: Called) -> Difference:
    whose = change.whose
    practice = f"{called.say('profession', whose.profession)}, {called.say('employer', whose.employer)}"
    what = f"{practice}, {whose.assignment}: {WORDS[change.kind].lower()}. {change.reason}"
    return Difference(what, _standing(change.was, called), _standing(change.now, called))


def _people(figures: Figures) -> str:
    return f"{figures.covered:,} of {figures.people:,}"


def _wte(figures: Figures) -> str:
    return f"{figures.wte_covered:,} of {figures.wte:,}"


def _figures(figures: Figures | None) -> str:
    if figures is None:
        return "Nobody there"
    people = f"{figures.covered:,} of {plural(figures.people, 'person', 'people')}"
    return f"{people}, {_wte(figures)} whole-time"


def _standing(standing: tuple[date, str] | None, called: Called) -> str:
    return (
        f"Gap since {short_day(standing[0])}, owned by {called.post(standing[1])}" if standing else "No gap"
    )
