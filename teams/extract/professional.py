"""What an extract says of the profession: registration, the professional line, and posts held."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date

from foundation.acts import Key, Timeline
from foundation.effective import FOR_EVER, Period
from foundation.model import Model
from people.accountability import Accountability, Registration
from people.employment import EmploymentDetails
from people.post import Tenure
from teams.extract.chunk import Chunk
from teams.extract.matching import Known
from teams.extract.one_employment import Place, days_of, placed_for
from teams.extract.settling import say_from, settle_line
from teams.extract.staff_row import StaffRow
from teams.team import PlacementDetails

TimelineOf = Callable[[type[Model], Key], Timeline]


def settle_professions(chunk: Chunk, known: Known, rows: list[StaffRow]) -> None:
    """What the person practises, and one professional line for each profession over the days of its
    placements. Where another employer speaks for the person, only what is missing is added."""
    for code in dict.fromkeys(row.profession for row in rows if row.profession):
        stating = [row for row in rows if row.profession == code]
        key = (known.person_id, chunk.reference.professions[code].id)
        had = chunk.act.timeline(Registration, key)
        if not had or chunk.speaks_for(known):
            starts = had[0].period.starts_on if had else None
            first = max(chunk.on, starts) if starts else min(chunk.on, stating[0].employment_starts_on)
            say_from(
                chunk.act, Registration, key, first, number=stating[0].registration_number,
                expires_on=stating[0].registration_expires_on,
            )  # fmt: skip
        _settle_professional_line(chunk, known, key, stating)


def settle_posts_held(chunk: Chunk, known: Known, rows: list[StaffRow]) -> None:
    """A post held starts with the placement, but never over days when it is known to have been held. A post
    the file no longer names is left: the tenures file and the screens end tenures."""
    held: dict[tuple[int, str], list[Period]] = defaultdict(list)
    for row in rows:
        post = chunk.reference.posts.get(row.post_held or "")
        if post is not None and row.post_holding is not None:
            held[post.id, row.post_holding].append(placed_for(row))
    for key, periods in held.items():
        _settle_post(chunk, known, key, _around(periods))


def end_with_the_person(chunk: Chunk, known: Known) -> None:
    """When the last employment of all has a known end, professional lines and posts held end with it."""
    last = _last_day_of_all(chunk, known)
    if last is None:
        return
    for profession_id in chunk.professions[known.person_id]:
        chunk.act.clear(Accountability, (known.person_id, profession_id), Period(last))
    for key in chunk.tenures[known.person_id]:
        for stretch in list(chunk.act.timeline(Tenure, key)):
            if stretch.value == (known.person_id,) and stretch.period.end > last:
                chunk.act.clear(
                    Tenure, key, Period(max(last, stretch.period.starts_on), stretch.period.until)
                )


def _settle_professional_line(
    chunk: Chunk, known: Known, key: tuple[int, int], stating: list[StaffRow]
) -> None:
    post = chunk.reference.posts.get(stating[0].professional_post or "")
    was = _days_practised(chunk, known, key[1], stating, chunk.act.was)
    now = _days_practised(chunk, known, key[1], stating, chunk.act.timeline)
    later = [period for period in now if period.end > chunk.on]
    speaks = not chunk.act.timeline(Accountability, key) or chunk.speaks_for(known)
    settle_line(
        chunk.act, Accountability, key, on=chunk.on, was=was, now=now if speaks else was + now,
        run=_around(later) if later and speaks else None, post_id=post and post.id,
    )  # fmt: skip


def _days_practised(
    chunk: Chunk, known: Known, profession_id: int, stating: list[StaffRow], timeline_of: TimelineOf
) -> list[Period]:
    """The days of all placements that practise it, and of this employment where it is practised in no team."""
    placed = [
        stretch.period
        for placement_id in chunk.placements[known.person_id]
        for stretch in timeline_of(PlacementDetails, (placement_id,))
        if Place(*stretch.value).profession_id == profession_id
    ]
    if any(row.team for row in stating):
        return placed
    return placed + days_of(timeline_of(EmploymentDetails, (known.employment_id,)))


def _around(periods: list[Period]) -> Period:
    """From the first day of any to the last."""
    until = max(period.end for period in periods)
    return Period(min(period.starts_on for period in periods), None if until == FOR_EVER else until)


def _settle_post(chunk: Chunk, known: Known, key: tuple[int, str], period: Period) -> None:
    day = max(chunk.on, period.starts_on)
    timeline = chunk.act.timeline(Tenure, key)
    mine = next((s.period for s in timeline if day in s.period and s.value == (known.person_id,)), None)
    if mine is None:
        _take_post(chunk, key, known.person_id, period, day)
    elif period.end < mine.end:
        chunk.act.clear(Tenure, key, Period(period.end, mine.until))
    elif mine.end in _ends_before(chunk, known):
        _hold_post(chunk, key, known.person_id, mine.end, period.end)


def _take_post(chunk: Chunk, key: tuple[int, str], person_id: int, period: Period, day: date) -> None:
    taken = [min(s.period.end, day) for s in chunk.act.timeline(Tenure, key) if s.period.starts_on < day]
    _hold_post(chunk, key, person_id, max([period.starts_on, *taken]), period.end)
    chunk.tenures[person_id].append(key)


def _hold_post(chunk: Chunk, key: tuple[int, str], person_id: int, starts_on: date, end: date) -> None:
    """Up to the day when somebody is already known to take it next."""
    timeline = chunk.act.timeline(Tenure, key)
    end = min([end, *(s.period.starts_on for s in timeline if s.period.starts_on > starts_on)])
    if starts_on < end:
        chunk.act.put(Tenure, key, Period(starts_on, None if end == FOR_EVER else end), person_id=person_id)


def _ends_before(chunk: Chunk, known: Known) -> set[date]:
    """When this employment and the person's placements were to end, as stored: a post held until one of
    these days was given up with it."""
    was = chunk.act.was
    placed = [was(PlacementDetails, (placement_id,)) for placement_id in chunk.placements[known.person_id]]
    return {s.period.end for line in [was(EmploymentDetails, (known.employment_id,)), *placed] for s in line}


def _last_day_of_all(chunk: Chunk, known: Known) -> date | None:
    """The day after the last day of every employment; none while one is open."""
    own = [
        stretch.period.end
        for employment_id in chunk.employments[known.person_id]
        for stretch in chunk.act.timeline(EmploymentDetails, (employment_id,))[-1:]
    ]
    last = max([*own, *(other.end for other in chunk.elsewhere[known.person_id])], default=FOR_EVER)
    return None if last == FOR_EVER else last
