"""What an extract says of the profession: registration, the professional line, and posts held."""

from datetime import date

from foundation.acts import Timeline
from foundation.effective import Period, through
from people.accountability import Accountability, Registration
from people.employment import EmploymentDetails
from people.post import Tenure
from teams.extract.chunk import Chunk
from teams.extract.matching import Known
from teams.extract.one_employment import Place
from teams.extract.settling import run_at, settle_line
from teams.extract.staff_row import StaffRow
from teams.team import PlacementDetails


def settle_professions(chunk: Chunk, known: Known, rows: list[StaffRow], placed: list[int]) -> None:
    """What the person practises, and one professional line for each profession over the days of its
    placements. Where another employer speaks for the person, only what is missing is added."""
    for code in dict.fromkeys(row.profession for row in rows if row.profession):
        stating = [row for row in rows if row.profession == code]
        key = (known.person_id, chunk.reference.professions[code].id)
        had = chunk.act.timeline(Registration, key)
        if not had or chunk.speaks_for(known):
            starts_on = (
                max(chunk.on, had[0].period.starts_on)
                if had
                else min(chunk.on, stating[0].employment_starts_on)
            )
            chunk.act.put(
                Registration, key, Period(starts_on), number=stating[0].registration_number,
                expires_on=stating[0].registration_expires_on,
            )  # fmt: skip
        if not chunk.act.timeline(Accountability, key) or chunk.speaks_for(known):
            _settle_professional_line(chunk, key, stating, placed)


def settle_posts_held(chunk: Chunk, known: Known, rows: list[StaffRow]) -> None:
    """A post held starts with the placement, but never over days when it is known to have been held. A post
    the file no longer names is left: the tenures file and the screens end tenures."""
    for row in rows:
        post = chunk.reference.posts.get(row.post_held or "")
        if post is None or row.post_holding is None:
            continue
        key = (post.id, row.post_holding)
        starts_on = row.placement_starts_on or row.employment_starts_on
        period = through(starts_on, row.placement_ends_on or row.employment_ends_on)
        day = max(chunk.on, starts_on)
        timeline = chunk.act.timeline(Tenure, key)
        mine = next((s for s in timeline if day in s.period and s.value == (known.person_id,)), None)
        if mine is None:
            _take_post(chunk, key, known.person_id, period, timeline, day)
        elif period.end < mine.period.end:
            chunk.act.clear(Tenure, key, Period(period.end, mine.period.until))


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
    chunk: Chunk, key: tuple[int, int], stating: list[StaffRow], placed: list[int]
) -> None:
    period = _days_practised(chunk, key[1], stating, placed)
    if period is None:
        return
    post = chunk.reference.posts.get(stating[0].professional_post or "")
    fresh = not any(s.period.touches(period) for s in chunk.act.timeline(Accountability, key))
    settle_line(
        chunk.act, Accountability, key, on=chunk.on, period=period, post_id=post and post.id, fresh=fresh
    )


def _days_practised(
    chunk: Chunk, profession_id: int, stating: list[StaffRow], placed: list[int]
) -> Period | None:
    """From the first day of the placements that practise it to the last; of the employment where it is
    practised in no team."""
    runs = [run for placement_id in placed if (run := _practising(chunk, placement_id, profession_id))]
    if runs:
        starts_on = min(run[0].period.starts_on for run in runs)
        ends = [run[-1].period.until for run in runs]
        return Period(starts_on, None if None in ends else max(end for end in ends if end))
    if any(row.team for row in stating):
        return None
    return through(stating[0].employment_starts_on, stating[0].employment_ends_on)


def _practising(chunk: Chunk, placement_id: int, profession_id: int) -> Timeline:
    timeline = chunk.act.timeline(PlacementDetails, (placement_id,))
    now = [s for s in timeline if Place(*s.value).profession_id == profession_id and s.period.end > chunk.on]
    return run_at(timeline, max(chunk.on, now[0].period.starts_on)) if now else []


def _take_post(
    chunk: Chunk, key: tuple[int, str], person_id: int, period: Period, timeline: Timeline, day: date
) -> None:
    taken = [min(s.period.end, day) for s in timeline if s.period.starts_on < day]
    starts_on = max([period.starts_on, *taken])
    if starts_on < period.end:
        chunk.act.put(Tenure, key, Period(starts_on, period.until), person_id=person_id)
        chunk.tenures[person_id].append(key)


def _last_day_of_all(chunk: Chunk, known: Known) -> date | None:
    """The day after the last day of every employment; none while one is open."""
    other = chunk.elsewhere.get(known.person_id)
    ends = [
        s.period.until
        for employment_id in chunk.employments[known.person_id]
        for s in chunk.act.timeline(EmploymentDetails, (employment_id,))[-1:]
    ]
    if other is not None:
        ends.append(other.until)
    return None if not ends or None in ends else max(end for end in ends if end)
