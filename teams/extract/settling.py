"""What an extract's word about one day does to one timeline. Pure but for the act it speaks to."""

from collections.abc import Callable, Collection, Iterable
from datetime import date, timedelta
from typing import Any

from foundation.acts import Act, Key, Timeline, Values, value_names
from foundation.effective import FOR_EVER, Period
from foundation.model import Model
from foundation.timeline import Stretch

Same = Callable[[Values], bool]


def run_at(timeline: Timeline, on: date, same: Same = lambda _: True) -> Timeline:
    """The unbroken run of stretches that holds the day; none when nothing does."""
    place = next((n for n, s in enumerate(timeline) if on in s.period and same(s.value)), None)
    if place is None:
        return []
    first = last = place
    while first > 0 and _joins(timeline[first - 1], timeline[first], same):
        first -= 1
    while last + 1 < len(timeline) and _joins(timeline[last], timeline[last + 1], same):
        last += 1
    return timeline[first : last + 1]


def whole(run: Timeline) -> Period | None:
    """The days of an unbroken run."""
    return Period(run[0].period.starts_on, run[-1].period.until) if run else None


def without(days: Iterable[Period], others: Iterable[Period]) -> list[Period]:
    """What is left of these days when the others are cut out."""
    left = list(days)
    for other in others:
        left = [part for period in left for part in period.outside(other)]
    return left


def settle(
    act: Act,
    model: type[Model],
    key: Key,
    *,
    on: date,
    period: Period,
    values: dict[str, Any],
    same: Same = lambda _: True,
    ended: Collection[date] = (),
) -> None:
    """Make the timeline say what the extract says: `values` on the day, and the start and end it states.

    Days before `on` keep their values; only a start that the extract corrects moves. A change that is
    already known for a later day stays, since the extract speaks of its own day. A start on a day when an
    earlier spell `ended`, as known now or once, is another spell's: what came before it stays.
    """
    day = max(on, period.starts_on)
    if not run_at(act.timeline(model, key), day, same):
        _begin(act, model, key, day, period, values)
    run = run_at(act.timeline(model, key), day, same)
    if run:
        _correct_start(act, model, key, run, period, ended)
        _say(act, model, key, day, period, values)
    _correct_end(act, model, key, run_at(act.timeline(model, key), day, same), period)


def say_from(act: Act, model: type[Model], key: Key, day: date, **values: Any) -> None:
    """These values hold from the day until whatever is already known of a later day."""
    _say(act, model, key, day, Period(day), values)


def settle_line(
    act: Act,
    model: type[Model],
    key: Key,
    *,
    on: date,
    was: Collection[Period],
    now: Collection[Period],
    run: Period | None,
    post_id: int | None,
) -> None:
    """Make a line say what the extract says on the day, for as long as the `run` of what it hangs on.

    `was` and `now` are the days on which what it hangs on holds, as stored and as this import leaves it.
    The line ends and starts with them: over new days it goes on as it stood on the day beside them, and a
    beginning has the extract's own post. A line that was missing stays missing for the days it was.
    """
    for gone in without(was, now):
        act.clear(model, key, gone)
    held = [s.period for s in act.timeline(model, key)]
    for part in without(without(now, was), held):
        post = _beside(act.timeline(model, key), part, was, post_id)
        if post is not None:
            act.put(model, key, part, post_id=post)
    day = max(on, run.starts_on) if run else on
    if run is not None and day in run:
        _say(act, model, key, day, run, {"post_id": post_id} if post_id else None)


def _beside(timeline: Timeline, part: Period, was: Collection[Period], otherwise: int | None) -> int | None:
    """The line's post on the day before the part or, failing that, the day after: where those are not new."""
    for day in (part.starts_on - timedelta(days=1), part.until):
        if day is not None and any(day in period for period in was):
            return next((s.value[0] for s in timeline if day in s.period), None)
    return otherwise


def _joins(left: Stretch[Values], right: Stretch[Values], same: Same) -> bool:
    return left.period.end == right.period.starts_on and same(left.value) and same(right.value)


def _begin(act: Act, model: type[Model], key: Key, day: date, period: Period, values: dict[str, Any]) -> None:
    """Nothing holds on the day: begin where the extract says, but not over days that already held something."""
    timeline = act.timeline(model, key)
    starts_on = max([period.starts_on, *(s.period.end for s in timeline if s.period.end <= day)])
    _put(act, model, key, starts_on, min(period.end, _next_start(timeline, day)), values)


def _correct_start(
    act: Act, model: type[Model], key: Key, run: Timeline, period: Period, ended: Collection[date]
) -> None:
    began = run[0].period.starts_on
    if period.starts_on > began and period.starts_on not in ended:
        act.clear(model, key, Period(began, period.starts_on))
    elif period.starts_on < began:
        before = [s.period.end for s in act.timeline(model, key) if s.period.end <= began]
        _put(act, model, key, max([period.starts_on, *before]), began, _said(model, run[0]))


def _correct_end(act: Act, model: type[Model], key: Key, run: Timeline, period: Period) -> None:
    """The run ends with the period, or goes on to its end as it last stood."""
    if not run:
        return
    end = run[-1].period.end
    if period.until is not None and period.until < end:
        act.clear(model, key, Period(period.until, run[-1].period.until))
    elif end < period.end:
        until = min(period.end, _next_start(act.timeline(model, key), end))
        _put(act, model, key, end, until, _said(model, run[-1]))


def _say(
    act: Act, model: type[Model], key: Key, day: date, period: Period, values: dict[str, Any] | None
) -> None:
    """Put the values (None: nothing) from the day to the next change already known, within the period."""
    timeline = act.timeline(model, key)
    held = next((s for s in timeline if day in s.period), None)
    until = min(period.end, held.period.end if held else _next_start(timeline, day))
    _put(act, model, key, day, until, values)


def _put(
    act: Act, model: type[Model], key: Key, starts_on: date, end: date, values: dict[str, Any] | None
) -> None:
    """Say it of the days from `starts_on` to before `end`, if there are any."""
    if starts_on >= end:
        return
    period = Period(starts_on, None if end == FOR_EVER else end)
    if values is None:
        act.clear(model, key, period)
    else:
        act.put(model, key, period, **values)


def _said(model: type[Model], stretch: Stretch[Values]) -> dict[str, Any]:
    return dict(zip(value_names(model), stretch.value, strict=True))


def _next_start(timeline: Timeline, after: date) -> date:
    """The end of time when nothing starts on or after the day."""
    return next((s.period.starts_on for s in timeline if s.period.starts_on >= after), FOR_EVER)
