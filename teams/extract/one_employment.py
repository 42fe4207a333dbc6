"""What an extract says of one employment: the contract, the person, and each placement with its line."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from foundation.acts import Timeline
from foundation.effective import Period, through
from foundation.model import Model
from people.deeds import said
from people.employment import EmploymentDetails
from teams.extract.chunk import Chunk
from teams.extract.matching import Known
from teams.extract.settling import (
    Same,
    joined,
    run_at,
    settle,
    settle_line,
    spoken_of,
    without,
)
from teams.extract.staff_row import StaffRow
from teams.team import Management, PlacementDetails


class Place(NamedTuple):
    """How a placement's values read, in the table's order."""

    employment_id: int
    team_id: int
    role: str
    hours: object
    profession_id: int | None
    funding: str
    funding_ends_on: date | None


def under(known: Known) -> Same:
    """Only stretches of a placement under this employment."""
    return lambda value: Place(*value).employment_id == known.employment_id


def settle_employment(chunk: Chunk, known: Known, row: StaffRow) -> None:
    """The contract."""
    key = (known.employment_id,)
    contract = {
        "contract": row.contract,
        "contracted_hours": row.contracted_hours,
        "job_title": row.job_title,
    }
    period = through(row.employment_starts_on, row.employment_ends_on)
    settle(
        chunk.act, EmploymentDetails, key, on=chunk.on, period=period, values=contract,
        ended=chunk.ended[EmploymentDetails, known.employment_id],
    )  # fmt: skip


def settle_placement(chunk: Chunk, known: Known, row: StaffRow, taken: Collection[int]) -> int:
    """One placement and its management line; gives the placement's number, which is none of those `taken` by
    other rows."""
    period = placed_for(row)
    placement_id = _find_placement(chunk, known, row, period, taken)
    others = set(chunk.placements[known.person_id]) - {placement_id, *taken}
    _take_over(chunk, known, row, placement_id, others)
    key, same = (placement_id,), under(known)
    was = days_of(chunk.act.timeline(PlacementDetails, key))
    settle(
        chunk.act, PlacementDetails, key, on=chunk.on, period=period, same=same,
        values=_place(chunk, known, row)._asdict(), ended=chunk.ended[PlacementDetails, placement_id],
    )  # fmt: skip
    timeline, day = chunk.act.timeline(PlacementDetails, key), spoken_of(period, chunk.on)
    post = chunk.reference.posts.get(row.management_post or "")
    settle_line(
        chunk.act, Management, key, was=was, now=days_of(timeline), post_id=post and post.id,
        day=day, run=run_at(timeline, day, same) if day >= chunk.on else None,
    )  # fmt: skip
    return placement_id


def placed_for(row: StaffRow) -> Period:
    """The days a row states for its placement, or for its employment where it names no team."""
    return through(
        row.placement_starts_on or row.employment_starts_on, row.placement_ends_on or row.employment_ends_on
    )


def days_of(timeline: Timeline) -> list[Period]:
    """When anything holds at all."""
    return [stretch.period for stretch in timeline]


def placed_on_the_day(chunk: Chunk, known: Known) -> set[int]:
    """The placements in force under this employment on the extract's own day."""
    mine = {number: _days_under(chunk, known, number) for number in chunk.placements[known.person_id]}
    return {number for number, days in mine.items() if any(chunk.on in period for period in days)}


def end_placements(chunk: Chunk, known: Known, rows: list[StaffRow], stated: Collection[int]) -> None:
    """End the placements in force that the file no longer names, each with its line. What another employer has
    said of the days after stays, and so does what is followed by a contract or a placement to come that the
    file names in its stead."""
    for placement_id in sorted(placed_on_the_day(chunk, known) - set(stated)):
        if not any(_follows(chunk, row, placement_id) for row in rows):
            mine = _days_under(chunk, known, placement_id)
            _clear(chunk, placement_id, without(mine, [Period(date.min, chunk.on)]))


def _follows(chunk: Chunk, row: StaffRow, placement_id: int) -> bool:
    """Whether the row is about a contract to come, or about a later placement in the same team and role."""
    timeline = chunk.act.timeline(PlacementDetails, (placement_id,))
    place = next(Place(*stretch.value) for stretch in timeline if chunk.on in stretch.period)
    if row.employment_starts_on > chunk.on or row.team is None:
        return row.employment_starts_on > chunk.on
    return placed_for(row).starts_on > chunk.on and _where(chunk, row) == (place.team_id, place.role)


def keep_within_contract(chunk: Chunk, known: Known) -> None:
    """Nobody is placed under a contract on a day when it does not run: a start may have moved past a placement
    that the file no longer names."""
    contract = days_of(chunk.act.timeline(EmploymentDetails, (known.employment_id,)))
    for placement_id in chunk.placements[known.person_id]:
        _clear(chunk, placement_id, without(_days_under(chunk, known, placement_id), contract))


def _take_over(chunk: Chunk, known: Known, row: StaffRow, placement_id: int, others: Collection[int]) -> None:
    """Nobody is in one team and role twice: what the other placements say of a spell that meets the stated days
    is said of this one."""
    place = (known.employment_id, *_where(chunk, row))
    for other in sorted(others):
        timeline = chunk.act.timeline(PlacementDetails, (other,))
        for run in joined(s.period for s in timeline if s.value[:3] == place):
            if run.meets(placed_for(row)):
                _move(chunk, PlacementDetails, other, placement_id, run)
                _move(chunk, Management, other, placement_id, run)


def _move(chunk: Chunk, model: type[Model], other: int, placement_id: int, run: Period) -> None:
    held = days_of(chunk.act.timeline(model, (placement_id,)))
    for stretch in list(chunk.act.timeline(model, (other,))):
        outside = without([stretch.period], [run])
        for part in without([stretch.period], [*outside, *held]):
            chunk.act.put(model, (placement_id,), part, **said(model, stretch))
    chunk.act.clear(model, (other,), run)


def _days_under(chunk: Chunk, known: Known, placement_id: int) -> list[Period]:
    timeline = chunk.act.timeline(PlacementDetails, (placement_id,))
    return [stretch.period for stretch in timeline if under(known)(stretch.value)]


def _clear(chunk: Chunk, placement_id: int, days: list[Period]) -> None:
    for period in days:
        chunk.act.clear(PlacementDetails, (placement_id,), period)
        chunk.act.clear(Management, (placement_id,), period)


def _find_placement(chunk: Chunk, known: Known, row: StaffRow, period: Period, taken: Collection[int]) -> int:
    """The placement in this team and role under this employment, now, next to the days stated or later; else
    one that ended the day this one starts, under the employer before (a service that changes employer keeps
    its placements); else a new one."""
    day = spoken_of(period, chunk.on)
    mine, found = chunk.employments[known.person_id], list[tuple[int, int]]()
    for placement_id in set(chunk.placements[known.person_id]) - set(taken):
        for stretch in chunk.act.timeline(PlacementDetails, (placement_id,)):
            place, held = Place(*stretch.value), stretch.period
            if (place.team_id, place.role) != _where(chunk, row):
                continue
            if under(known)(stretch.value):
                nearness = (day in held, held.touches(period), held.starts_on > day)
                found += [(n, placement_id) for n, near in enumerate(nearness) if near]
            elif held.end == period.starts_on and place.employment_id not in mine:
                found.append((3, placement_id))
    if found:
        return min(found)[1]
    chunk.placements[known.person_id].append(placement_id := chunk.new_placement(known.person_id))
    return placement_id


def _where(chunk: Chunk, row: StaffRow) -> tuple[int, str]:
    """The team and role of a row that names a team."""
    return chunk.reference.teams[row.team or ""][0], row.placement_role or ""


def _place(chunk: Chunk, known: Known, row: StaffRow) -> Place:
    team_id, role = _where(chunk, row)
    profession = chunk.reference.professions.get(row.profession or "")
    return Place(
        known.employment_id, team_id, role, row.placement_hours, profession and profession.id, row.funding,
        row.funding_ends_on,
    )  # fmt: skip
