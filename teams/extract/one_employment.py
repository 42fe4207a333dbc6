"""What an extract says of one employment: the contract, the person, and each placement with its line."""

from datetime import date
from typing import NamedTuple

from foundation.acts import Values
from foundation.effective import Period, through
from people.employment import EmploymentDetails
from people.person import PersonDetails
from teams.extract.chunk import Chunk
from teams.extract.matching import Known
from teams.extract.settling import Same, run_at, settle, settle_line
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
    period = through(row.employment_starts_on, row.employment_ends_on)
    contract = {
        "contract": row.contract,
        "contracted_hours": row.contracted_hours,
        "job_title": row.job_title,
    }
    settle(chunk.act, EmploymentDetails, (known.employment_id,), on=chunk.on, period=period, values=contract)
    timeline = chunk.act.timeline(PersonDetails, (known.person_id,))
    if timeline and not chunk.speaks_for(known):
        return
    # A name is known from the day somebody starts, and changes on the extract's own day.
    starts_on = max(chunk.on, timeline[0].period.starts_on) if timeline else min(chunk.on, period.starts_on)
    chunk.act.put(
        PersonDetails, (known.person_id,), Period(starts_on), given_name=row.given_name,
        family_name=row.family_name, known_as=row.known_as, email=row.email, phone=row.phone,
    )  # fmt: skip


def settle_placement(chunk: Chunk, known: Known, row: StaffRow) -> int:
    """One placement and its management line; gives the placement's number."""
    team_id, _ = chunk.reference.teams[row.team or ""]
    starts_on = row.placement_starts_on or row.employment_starts_on
    period = through(starts_on, row.placement_ends_on or row.employment_ends_on)
    day = max(chunk.on, starts_on)
    placement_id = _find_placement(chunk, known, (team_id, row.placement_role), starts_on)
    profession = chunk.reference.professions.get(row.profession or "")
    had = run_at(chunk.act.timeline(PlacementDetails, (placement_id,)), day, under(known))
    place = Place(
        known.employment_id, team_id, row.placement_role or "", row.placement_hours,
        profession and profession.id, row.funding, row.funding_ends_on,
    )  # fmt: skip
    settle(
        chunk.act, PlacementDetails, (placement_id,), on=chunk.on, period=period, same=under(known), values=place._asdict()
    )  # fmt: skip
    run = run_at(chunk.act.timeline(PlacementDetails, (placement_id,)), day, under(known))
    if run:
        post = chunk.reference.posts.get(row.management_post or "")
        settle_line(
            chunk.act, Management, (placement_id,), on=chunk.on, post_id=post and post.id,
            fresh=not had or had[0].period.starts_on != run[0].period.starts_on,
            period=Period(run[0].period.starts_on, run[-1].period.until),
        )  # fmt: skip
    return placement_id


def end_placements(chunk: Chunk, placed: list[int], stated: set[int]) -> list[int]:
    """End the placements in force that the file no longer names, each with its line; gives those ended."""
    gone = [
        placement_id
        for placement_id in placed
        if placement_id not in stated
        and any(chunk.on in s.period for s in chunk.act.timeline(PlacementDetails, (placement_id,)))
    ]
    for placement_id in gone:
        chunk.act.clear(PlacementDetails, (placement_id,), Period(chunk.on))
        chunk.act.clear(Management, (placement_id,), Period(chunk.on))
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


def _find_placement(chunk: Chunk, known: Known, wanted: tuple[int, str | None], starts_on: date) -> int:
    """The placement in this team and role under this employment; else one that ended the day this one
    starts, under the employer before (a service that changes employer keeps its placements); else new."""
    day = max(chunk.on, starts_on)
    carried = None
    for placement_id in chunk.placements[known.person_id]:
        for stretch in chunk.act.timeline(PlacementDetails, (placement_id,)):
            if _team_and_role(stretch.value) != wanted:
                continue
            near = day in stretch.period or stretch.period.end == day or stretch.period.starts_on > day
            if near and under(known)(stretch.value):
                return placement_id
            if stretch.period.end == starts_on:
                carried = placement_id
    return carried or chunk.new_placement(known.person_id)


def _team_and_role(value: Values) -> tuple[int, str]:
    place = Place(*value)
    return place.team_id, place.role
