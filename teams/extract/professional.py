"""What an extract says of the person: name, registration, the professional line, and posts held."""

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from foundation.effective import FOR_EVER, Period
from people.accountability import Accountability, Registration
from people.employment import EmploymentDetails
from people.person import PersonDetails
from people.post import Tenure
from teams.extract.chunk import Chunk, Employments
from teams.extract.matching import Known
from teams.extract.one_employment import Place, days_of, placed_for
from teams.extract.settling import joined, say_of_person, settle_line, spoken_of, without
from teams.extract.staff_row import StaffRow
from teams.team import PlacementDetails


class Practised(NamedTuple):
    """When each of a person's professions is practised in a team, and when each employment runs; by number."""

    placed: dict[int, list[Period]]
    employed: dict[int, list[Period]]

    def days(self, profession_id: int, stating: Employments) -> list[Period]:
        """When the profession of these rows is practised: in teams, and in an employment whose rows name none."""
        in_no_team = (known for known, rows in stating.items() if not any(row.team for row in rows))
        return self.placed.get(profession_id, []) + [
            period for known in in_no_team for period in self.employed[known.employment_id]
        ]


def practised(chunk: Chunk, employments: Employments) -> Practised:
    """As this import leaves it so far."""
    person_id = person_of(employments)
    placed: dict[int, list[Period]] = defaultdict(list)
    for placement_id in chunk.placements[person_id]:
        for stretch in chunk.act.timeline(PlacementDetails, (placement_id,)):
            if (profession_id := Place(*stretch.value).profession_id) is not None:
                placed[profession_id].append(stretch.period)
    contracts = {n: chunk.act.timeline(EmploymentDetails, (n,)) for n in chunk.employments[person_id]}
    return Practised(placed, {number: days_of(timeline) for number, timeline in contracts.items()})


def settle_person(chunk: Chunk, employments: Employments) -> None:
    """What the person is called and how they are reached."""
    named = {known: rows for known, rows in employments.items() if rows}
    if not named:
        return
    speaker = chunk.longest_standing(named)
    row = named[speaker][0]
    say_of_person(
        chunk.act, PersonDetails, (speaker.person_id,), on=chunk.on, since=_earliest(named),
        speaks=chunk.speaks_for(speaker), given_name=row.given_name, family_name=row.family_name,
        known_as=row.known_as, email=row.email, phone=row.phone,
    )  # fmt: skip


def settle_professions(chunk: Chunk, employments: Employments, before: Practised) -> None:
    """What the person practises, and one professional line for each profession over the days of its
    placements. Where another employer speaks for the person, only what is missing is added."""
    _keep_lines_within_contracts(chunk, person_of(employments))
    of_profession: dict[str, Employments] = defaultdict(lambda: defaultdict(list))
    for known, rows in employments.items():
        for row in rows:
            if row.profession:
                of_profession[row.profession][known].append(row)
    after = practised(chunk, employments)
    for code, stating in of_profession.items():
        key = (person_of(employments), chunk.reference.professions[code].id)
        _settle_registration(chunk, key, stating)
        _settle_professional_line(chunk, key, stating, before, after)
        if key[1] not in chunk.professions[key[0]]:
            chunk.professions[key[0]].append(key[1])
    named = [known for known, rows in employments.items() if rows]
    if chunk.speaks_for(chunk.longest_standing(named or employments)):
        _end_what_nobody_practises(chunk, person_of(employments), set(of_profession), before, after)


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


def end_posts_held(chunk: Chunk, employments: Employments) -> None:
    """When the last employment of all has a known end, posts held end with it."""
    person_id = person_of(employments)
    employed = _days_employed(chunk, person_id)
    last = max((period.end for period in employed), default=chunk.on)
    for key in chunk.tenures[person_id]:
        for stretch in list(chunk.act.timeline(Tenure, key)):
            if stretch.value == (person_id,) and stretch.period.end > last:
                after = Period(max(last, stretch.period.starts_on), stretch.period.until)
                chunk.act.clear(Tenure, key, after)


def person_of(employments: Employments) -> int:
    """Whose they are."""
    return next(iter(employments)).person_id


def _keep_lines_within_contracts(chunk: Chunk, person_id: int) -> None:
    """Nobody has a professional line on a day without an employment."""
    employed = _days_employed(chunk, person_id)
    for profession_id in chunk.professions[person_id]:
        key = (person_id, profession_id)
        for outside in without(days_of(chunk.act.timeline(Accountability, key)), employed):
            chunk.act.clear(Accountability, key, outside)


def _settle_registration(chunk: Chunk, key: tuple[int, int], stating: Employments) -> None:
    speaker = chunk.longest_standing(stating)
    row = stating[speaker][0]
    say_of_person(
        chunk.act, Registration, key, on=chunk.on, since=_earliest(stating), speaks=chunk.speaks_for(speaker),
        number=row.registration_number, expires_on=row.registration_expires_on,
    )  # fmt: skip


def _settle_professional_line(
    chunk: Chunk, key: tuple[int, int], stating: Employments, before: Practised, after: Practised
) -> None:
    speaker = chunk.longest_standing(stating)
    post = chunk.reference.posts.get(stating[speaker][0].professional_post or "")
    held = days_of(chunk.act.timeline(Accountability, key))
    speaks = not held or chunk.speaks_for(speaker)
    was, now = before.days(key[1], stating), after.days(key[1], stating)
    # From its own day on, what the file says is all there is: a line held in no team may go on in one.
    was = was + without(held, [Period(date.min, chunk.on)]) if speaks else was
    day = _first_day_stated(chunk, stating)
    settle_line(
        chunk.act, Accountability, key, was=was, now=now if speaks else was + now, post_id=post and post.id,
        day=day, run=next((run for run in joined(now) if day in run), None) if speaks else None,
    )  # fmt: skip


def _first_day_stated(chunk: Chunk, stating: Employments) -> date:
    """The first day, from the extract's own on, of which these rows say that the profession is practised.
    The end of time when all of them are over."""
    days = (spoken_of(placed_for(row), chunk.on) for rows in stating.values() for row in rows)
    return min((day for day in days if day >= chunk.on), default=FOR_EVER)


def _end_what_nobody_practises(
    chunk: Chunk, person_id: int, stated: set[str], before: Practised, after: Practised
) -> None:
    """The line of a profession that the file no longer names ends with the placements that practised it."""
    named = {chunk.reference.professions[code].id for code in stated}
    for profession_id in set(chunk.professions[person_id]) - named:
        was, now = (practised.placed.get(profession_id, []) for practised in (before, after))
        for gone in without(was, now):
            chunk.act.clear(Accountability, (person_id, profession_id), gone)


def _earliest(employments: Employments) -> date:
    return min(row.employment_starts_on for rows in employments.values() for row in rows)


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


def _days_employed(chunk: Chunk, person_id: int) -> list[Period]:
    """By this employer and, from the first day to the last, by each other."""
    own = [
        period
        for employment_id in chunk.employments[person_id]
        for period in days_of(chunk.act.timeline(EmploymentDetails, (employment_id,)))
    ]
    return own + [other.period for other in chunk.elsewhere[person_id]]
