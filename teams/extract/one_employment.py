"""What an extract says of one employment: the contract, the person, and each placement with its line."""

from datetime import date
from typing import NamedTuple

from foundation.acts import Timeline
from foundation.effective import Period, through
from people.employment import EmploymentDetails
from people.person import PersonDetails
from teams.extract.chunk import Chunk
from teams.extract.matching import Known
from teams.extract.settling import Same, run_at, say_from, settle, settle_line, whole, without
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
    """The contract, and what the person is called."""
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
    timeline = chunk.act.timeline(PersonDetails, (known.person_id,))
    if timeline and not chunk.speaks_for(known):
        return
    # A name is known from the day somebody starts, and changes on the extract's own day.
    first = max(chunk.on, timeline[0].period.starts_on) if timeline else min(chunk.on, period.starts_on)
    say_from(
        chunk.act, PersonDetails, (known.person_id,), first, given_name=row.given_name,
        family_name=row.family_name, known_as=row.known_as, email=row.email, phone=row.phone,
    )  # fmt: skip


def settle_placement(chunk: Chunk, known: Known, row: StaffRow) -> int:
    """One placement and its management line; gives the placement's number."""
    period = placed_for(row)
    placement_id = _find_placement(chunk, known, row, period)
    key, same = (placement_id,), under(known)
    settle(
        chunk.act, PlacementDetails, key, on=chunk.on, period=period, same=same,
        values=_place(chunk, known, row)._asdict(), ended=chunk.ended[PlacementDetails, placement_id],
    )  # fmt: skip
    timeline = chunk.act.timeline(PlacementDetails, key)
    post = chunk.reference.posts.get(row.management_post or "")
    settle_line(
        chunk.act, Management, key, on=chunk.on, post_id=post and post.id,
        was=days_of(chunk.act.was(PlacementDetails, key)), now=days_of(timeline),
        run=whole(run_at(timeline, max(chunk.on, period.starts_on), same)),
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


def end_placements(chunk: Chunk, known: Known, placed: list[int], stated: set[int]) -> list[int]:
    """End the placements in force that the file no longer names, each with its line; gives those ended.
    What another employer has said of the days after stays."""
    gone: list[int] = []
    for placement_id in placed:
        timeline = chunk.act.timeline(PlacementDetails, (placement_id,))
        mine = [s.period for s in timeline if under(known)(s.value)]
        if placement_id not in stated and any(chunk.on in period for period in mine):
            gone.append(placement_id)
            for ending in without(mine, [Period(date.min, chunk.on)]):
                chunk.act.clear(PlacementDetails, (placement_id,), ending)
                chunk.act.clear(Management, (placement_id,), ending)
    return gone


def placements_under(chunk: Chunk, known: Known) -> list[int]:
    """The person's placements that are under this employment on the day or later."""
    return [
        placement_id
        for placement_id in chunk.placements[known.person_id]
        if any(
            s.period.end > chunk.on and Place(*s.value).employment_id == known.employment_id
            for s in chunk.act.timeline(PlacementDetails, (placement_id,))
        )
    ]


def _find_placement(chunk: Chunk, known: Known, row: StaffRow, period: Period) -> int:
    """The placement in this team and role under this employment, now, next to the days stated or later; else
    one that ended the day this one starts, under the employer before (a service that changes employer keeps
    its placements); else a new one."""
    day = max(chunk.on, period.starts_on)
    wanted = _place(chunk, known, row)
    found: list[tuple[int, int]] = []
    for placement_id in chunk.placements[known.person_id]:
        for stretch in chunk.act.timeline(PlacementDetails, (placement_id,)):
            place, held = Place(*stretch.value), stretch.period
            if (place.team_id, place.role) != (wanted.team_id, wanted.role):
                continue
            if under(known)(stretch.value):
                nearness = (day in held, held.touches(period), held.starts_on > day)
                found += [(n, placement_id) for n, near in enumerate(nearness) if near]
            elif held.end == period.starts_on:
                found.append((3, placement_id))
    if found:
        return min(found)[1]
    chunk.placements[known.person_id].append(placement_id := chunk.new_placement(known.person_id))
    return placement_id


def _place(chunk: Chunk, known: Known, row: StaffRow) -> Place:
    team_id, _ = chunk.reference.teams[row.team or ""]
    profession = chunk.reference.professions.get(row.profession or "")
    return Place(
        known.employment_id, team_id, row.placement_role or "", row.placement_hours,
        profession and profession.id, row.funding, row.funding_ends_on,
    )  # fmt: skip
