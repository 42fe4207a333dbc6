"""Whether signed mandates would give one function two deciders: rule 10 forbids it. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from foundation.effective import FOR_EVER, Period
from foundation.formats import listed, period_text
from teams.authority import cession
from teams.authority.facts import FunctionFact, MandateFact
from teams.mandate import ALL, Status
from teams.mandates.checks import Known


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two mandates, by code, the functions that both cede and the days on which both would."""

    first: str
    second: str
    functions: tuple[FunctionFact, ...]
    period: Period

    @property
    def sentence(self) -> str:
        """Both named, with the rule and what to do."""
        functions = listed(function.name for function in self.functions)
        days = period_text(self.period.starts_on, self.period.until)
        return (
            f"Mandates {self.first} and {self.second} would both cede {functions} ({days}) for staff who may "
            "be the same people. A function has one decider on a day: end one before the other starts, or "
            "let them name other functions, staff or teams."
        )


def overlaps(mandates: Iterable[MandateFact], known: Known) -> list[Overlap]:
    """Every pair that would give a function two deciders, in the order of their first days and codes."""
    return list(each_overlap(mandates, known))


def each_overlap(mandates: Iterable[MandateFact], known: Known) -> Iterator[Overlap]:
    """The same one after the other, for whoever will not hear of all of them."""
    signed = [mandate for mandate in mandates if mandate.status == Status.SIGNED]
    signed.sort(key=lambda mandate: (mandate.period.starts_on, mandate.code))
    found = (overlap(first, second, known) for first, second in combinations(signed, 2))
    yield from (each for each in found if each is not None)


def overlap(first: MandateFact, second: MandateFact, known: Known) -> Overlap | None:
    """What two signed mandates would both cede, and when; None when they leave each function one decider."""
    if first.organisation != second.organisation or first.code == second.code:
        return None
    days = _days_in_common(first.period, second.period)
    if days is None or not (_share_staff(first, second) and _share_teams(first, second, known)):
        return None
    functions = tuple(_functions_in_common(first, second, known))
    return Overlap(first.code, second.code, functions, days) if functions else None


def _days_in_common(first: Period, second: Period) -> Period | None:
    if not first.meets(second):
        return None
    end = min(first.end, second.end)
    return Period(max(first.starts_on, second.starts_on), None if end == FOR_EVER else end)


def _functions_in_common(first: MandateFact, second: MandateFact, known: Known) -> Iterator[FunctionFact]:
    for function in known.functions.values():
        if cession.names_function(first, function) and cession.names_function(second, function):
            yield function


def _share_staff(first: MandateFact, second: MandateFact) -> bool:
    """A profession and a job may be the same person's; two professions, or two jobs, of one place are not."""
    if ALL in first.professions or ALL in second.professions:
        return True
    jobs, professions = _staff(first.professions)
    other_jobs, other_professions = _staff(second.professions)
    return not (
        jobs.isdisjoint(other_jobs)
        and professions.isdisjoint(other_professions)
        and not (jobs and other_professions)
        and not (professions and other_jobs)
    )


@lru_cache(4096)  # asked for every pair
def _staff(named: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """The jobs and the professions among them."""
    jobs = [name for name in named if name.startswith(cession.JOB)]
    return frozenset(name.casefold() for name in jobs), frozenset(named).difference(jobs)


def _share_teams(first: MandateFact, second: MandateFact, known: Known) -> bool:
    """A team is in its neighbourhood; a named service is in none."""
    if ALL in first.teams or ALL in second.teams:
        return True
    return any(
        one == other or _is_in(one, other, known) or _is_in(other, one, known)
        for one in first.teams
        for other in second.teams
    )


def _is_in(team: str, place: str, known: Known) -> bool:
    neighbourhood = known.teams.get(team)
    return neighbourhood is not None and place == f"{cession.NEIGHBOURHOOD}{neighbourhood}"
