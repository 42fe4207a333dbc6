"""What an extract's word about one day does to one timeline. Pure but for the act it speaks to."""

from collections.abc import Callable
from datetime import date
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


def settle(
    act: Act,
    model: type[Model],
    key: Key,
    *,
    on: date,
    period: Period,
    values: dict[str, Any],
    same: Same = lambda _: True,
) -> None:
    """Make the timeline say what the extract says: `values` on the day, and the start and end it states.

    Days before `on` keep their values; only a start that the extract corrects moves. A change that is
    already known for a later day stays, since the extract speaks of its own day.
    """
    timeline = act.timeline(model, key)
    day = max(on, period.starts_on)
    run = run_at(timeline, day, same)
    if not run:
        _begin(
            act, model, key, period, values, free_from=[s.period.end for s in timeline if s.period.end <= day]
        )
        return
    _correct_start(act, model, key, timeline, run, period)
    held = next(s for s in run if day in s.period)
    _say(act, model, key, Period(day, held.period.until), period, values)
    _correct_end(act, model, key, run[-1].period.end, period, same)


def settle_line(
    act: Act, model: type[Model], key: Key, *, on: date, period: Period, post_id: int | None, fresh: bool
) -> None:
    """Make a line say what the extract says on the day. A `fresh` placement's line starts with it; any
    other starts on the day, so that a line which was missing stays missing for the days it was."""
    starts_on = period.starts_on if fresh else max(on, period.starts_on)
    if period.until is not None and period.until <= starts_on:
        act.clear(model, key, Period(period.until))
        return
    now = next((s for s in act.timeline(model, key) if starts_on in s.period), None)
    if post_id is None:
        act.clear(model, key, Period(starts_on))
    elif now is None or now.value != (post_id,):
        later = _next_start(act.timeline(model, key), starts_on) if now is None else now.period.until
        _say(act, model, key, Period(starts_on, later), period, {"post_id": post_id})
    if period.until is not None:
        act.clear(model, key, Period(period.until))


def _joins(left: Stretch[Values], right: Stretch[Values], same: Same) -> bool:
    return left.period.end == right.period.starts_on and same(left.value) and same(right.value)


def _begin(
    act: Act, model: type[Model], key: Key, period: Period, values: dict[str, Any], *, free_from: list[date]
) -> None:
    """Nothing holds on the day: begin where the extract says, but not over days that already held something."""
    starts_on = max([period.starts_on, *free_from])
    if starts_on < period.end:
        act.put(model, key, Period(starts_on, period.until), **values)


def _correct_start(
    act: Act, model: type[Model], key: Key, timeline: Timeline, run: Timeline, period: Period
) -> None:
    began = run[0].period.starts_on
    if period.starts_on > began:
        act.clear(model, key, Period(began, period.starts_on))
    elif period.starts_on < began:
        free_from = max([period.starts_on, *(s.period.end for s in timeline if s.period.end <= began)])
        if free_from < began:
            first = dict(zip(value_names(model), run[0].value, strict=True))
            act.put(model, key, Period(free_from, began), **first)


def _correct_end(act: Act, model: type[Model], key: Key, ended: date, period: Period, same: Same) -> None:
    if period.until is not None:
        act.clear(model, key, Period(period.until))
    if ended < period.end:
        timeline = act.timeline(model, key)
        last = next((s for s in reversed(timeline) if s.period.end == ended and same(s.value)), None)
        if last is not None:
            until = min(period.end, _next_start(timeline, ended) or FOR_EVER)
            still = dict(zip(value_names(model), last.value, strict=True))
            act.put(model, key, Period(ended, None if until == FOR_EVER else until), **still)


def _say(
    act: Act, model: type[Model], key: Key, days: Period, period: Period, values: dict[str, Any]
) -> None:
    """Put the values on these days, so far as the extract's own period reaches."""
    until = min(days.end, period.end)
    if days.starts_on < until:
        act.put(model, key, Period(days.starts_on, None if until == FOR_EVER else until), **values)


def _next_start(timeline: Timeline, after: date) -> date | None:
    return next((s.period.starts_on for s in timeline if s.period.starts_on >= after), None)
