"""What an extract's word about one day does to one timeline. Pure but for the act it speaks to."""

from collections.abc import Callable, Collection, Iterable
from datetime import date, timedelta
from typing import Any

from foundation.acts import Act, Key, Timeline, Values
from foundation.effective import FOR_EVER, Period
from foundation.model import Model
from people.deeds import said

Same = Callable[[Values], bool]


def run_at(timeline: Timeline, on: date, same: Same = lambda _: True) -> Period | None:
    """The unbroken run of days around this one on which something holds; none when nothing does."""
    return next((run for run in joined(s.period for s in timeline if same(s.value)) if on in run), None)


def joined(days: Iterable[Period]) -> list[Period]:
    """The same days in order, as periods that neither meet nor touch."""
    runs: list[Period] = []
    for period in sorted(days, key=lambda period: period.starts_on):
        if runs and period.starts_on <= runs[-1].end:
            last = runs.pop()
            period = last if last.end >= period.end else Period(last.starts_on, period.until)
        runs.append(period)
    return runs


def without(days: Iterable[Period], others: Iterable[Period]) -> list[Period]:
    """What is left of these days when the others are cut out."""
    left = list(days)
    for other in others:
        left = [part for period in left for part in period.outside(other)]
    return left


def spoken_of(period: Period, on: date) -> date:
    """The day of a stated period that the extract speaks of: its own or, where that is outside, the nearest."""
    return min(max(on, period.starts_on), period.last_day or FOR_EVER)


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

    All of the stated period holds afterwards, but for what is not the `same` spell's: of another employer.
    Days before `on` keep their values; only a start that the extract corrects moves. A change that is
    already known for a later day stays, since the extract speaks of its own day. A start on a day when an
    earlier spell `ended`, as known now or once, is another spell's: what came before it stays.
    """
    day = spoken_of(period, on)
    others = (s.period for s in act.timeline(model, key) if not same(s.value))
    room = next((part for part in without([period], others) if day in part), None)
    if room is None:
        return
    _fill(act, model, key, day, room, values)
    if day >= on:
        _say(act, model, key, day, room, values)
    _cut_off(act, model, key, run_at(act.timeline(model, key), day, same), period, ended)
    if period.end <= on and (still := run_at(act.timeline(model, key), on, same)):
        act.clear(model, key, Period(on, still.until))


def say_of_person(
    act: Act, model: type[Model], key: Key, *, on: date, since: date, speaks: bool, **values: Any
) -> None:
    """What is known of a person is known from the day somebody employs them (`since`), and changes on the
    extract's own day until whatever is already known of a later day. Who does not speak for the person adds
    only what is missing."""
    first = min(on, since)
    timeline = act.timeline(model, key)
    begins = timeline[0].period.starts_on if timeline else FOR_EVER
    if on < begins:
        _put(act, model, key, first, begins, values)
        return
    if first < begins:
        _put(act, model, key, first, begins, said(model, timeline[0]))
    if speaks:
        _say(act, model, key, on, Period(on), values)


def settle_line(
    act: Act,
    model: type[Model],
    key: Key,
    *,
    was: Collection[Period],
    now: Collection[Period],
    day: date,
    run: Period | None,
    post_id: int | None,
) -> None:
    """Make a line say what the extract says on its day, within the `run` of days of what it hangs on (None:
    the extract says nothing of a day to come).

    `was` and `now` are the days on which what it hangs on holds, as stored and as this import leaves it.
    The line ends and starts with them: over new days it goes on as it stood on the day beside them, and a
    beginning has the extract's own post. A line that was missing stays missing for the days it was.
    """
    for gone in without(was, now):
        act.clear(model, key, gone)
    held = [s.period for s in act.timeline(model, key)]
    for part in without(joined(without(now, was)), held):
        post = _beside(act.timeline(model, key), part, was, post_id)
        if post is not None:
            act.put(model, key, part, post_id=post)
    if run is not None:
        _say(act, model, key, day, run, {"post_id": post_id} if post_id else None)


def _beside(timeline: Timeline, part: Period, was: Collection[Period], otherwise: int | None) -> int | None:
    """The line's post on the day before the part or, failing that, the day after: where those are not new."""
    for day in (part.starts_on - timedelta(days=1), part.until):
        if day is not None and any(day in period for period in was):
            return next((s.value[0] for s in timeline if day in s.period), None)
    return otherwise


def _fill(act: Act, model: type[Model], key: Key, day: date, room: Period, values: dict[str, Any]) -> None:
    """Let every day of the room hold something: days off the day as the next ones towards it do, days around
    it these values. What was to start later within the room starts now."""
    timeline = act.timeline(model, key)
    for gap in without([room], [s.period for s in timeline]):
        before = next((s for s in timeline if s.period.end == gap.starts_on), None)
        after = next((s for s in timeline if s.period.starts_on == gap.end < room.end), None)
        if before is not None and gap.starts_on > day:
            _put(act, model, key, gap.starts_on, gap.end, said(model, before))
        elif after is not None and gap.end <= day:
            _put(act, model, key, gap.starts_on, gap.end, said(model, after))
        else:
            _put(act, model, key, gap.starts_on, after.period.end if after else gap.end, values)


def _cut_off(
    act: Act, model: type[Model], key: Key, run: Period | None, period: Period, ended: Collection[date]
) -> None:
    """The run starts and ends with the period, unless what comes before is an earlier spell that `ended`."""
    if run is None:
        return
    if run.starts_on < period.starts_on and period.starts_on not in ended:
        act.clear(model, key, Period(run.starts_on, period.starts_on))
    if run.end > period.end:
        act.clear(model, key, Period(period.end, run.until))


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


def _next_start(timeline: Timeline, after: date) -> date:
    """The end of time when nothing starts on or after the day."""
    return next((s.period.starts_on for s in timeline if s.period.starts_on >= after), FOR_EVER)
