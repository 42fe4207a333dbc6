"""Whether somebody chosen as a deputy will be there to stand in: said at once, before they are named."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from foundation.effective import AsAt, Period
from foundation.formats import day, listed, period_text
from people.away_ahead import away_ahead
from people.post import Holding
from people.presence import Away, AwayKind
from people.queries import get_person, holders_of

ONE_DAY = timedelta(days=1)
DAYS_LOOKED_AT = 14
ANYHOW = "Choose somebody else, or name them all the same."


def deputy_warning(post_id: int, person_id: int, days: Period) -> str | None:
    """What to say to whoever names this person the post's deputy for these days; None when nothing is amiss.

    They are away on the first day, or somewhere in the first 14 days on a day when everybody who holds the
    post is away too.
    """
    first = days.starts_on
    held = holders_of([post_id], AsAt(first)).get(post_id, [])
    holders = {t.person_id: t.name for t in held if t.holding != Holding.DEPUTY and t.person_id != person_id}
    away = away_ahead([person_id, *holders], first, _days_looked_at(days))
    name = get_person(person_id, AsAt(first)).name
    said = [*_first_day(name, first, away[first].get(person_id)), *_together(name, person_id, holders, away)]
    return " ".join([*said, ANYHOW]) if said else None


def _days_looked_at(days: Period) -> int:
    return min(DAYS_LOOKED_AT, (days.end - days.starts_on).days)


def _first_day(name: str, first: date, away: Away | None) -> Iterable[str]:
    if away is None:
        return
    if away.kind is AwayKind.NOT_WORKING:
        yield f"{name} does not work on {first:%A}s, and the first day is {day(first)}."
        return
    state = "away" if away.kind is AwayKind.AWAY else "working elsewhere"
    until = f", until {day(away.last_day)}" if away.last_day not in (None, first) else ""
    yield f"{name} is {state} on the first day, {day(first)}{until}."


def _together(
    name: str, person_id: int, holders: Mapping[int, str], away: Mapping[date, Mapping[int, Away]]
) -> Iterable[str]:
    nobody = [on for on, gone in away.items() if holders and {person_id, *holders} <= gone.keys()]
    if nobody:
        hold = "holds" if len(holders) == 1 else "hold"
        yield (
            f"{name} and {listed(holders.values())}, who {hold} the post, are away together "
            f"{listed(_in_words(nobody))}."
        )


def _in_words(days: Sequence[date]) -> list[str]:
    """“on 1 Dec 2026”, “3 Dec 2026 to 5 Dec 2026”: days in order, those that follow one another as one."""
    runs: list[Period] = []
    for on in days:
        if runs and runs[-1].until == on:
            runs[-1] = Period(runs[-1].starts_on, on + ONE_DAY)
        else:
            runs.append(Period(on, on + ONE_DAY))
    return [period_text(run.starts_on, run.until) for run in runs]
