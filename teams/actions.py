"""Changing placements, management lines, the holding of posts and where a post reports; and putting right
what was recorded wrongly. Each says its part on an `Act` and refuses; `people.deeds.doing` stores it."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from foundation.acts import Act, Key
from foundation.database import db
from foundation.effective import FOR_EVER, Period
from foundation.errors import RuleBroken
from foundation.formats import day
from foundation.model import Model
from people.accountability import Accountability
from people.deeds import ONE_DAY, change, correct, end, on_day, said, start, uncovered, withdraw
from people.employment import EmploymentDetails
from people.post import Holding, PostDetails, Tenure
from people.refusals import refuse_accountability
from teams.refusals import (
    lines_to,
    placements_under,
    refuse_employment,
    refuse_management,
    refuse_placement,
    refuse_post,
    refuse_tenure,
)
from teams.team import RECURRENT, Management, Placement, PlacementDetails


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What a placement says: under which employment, where, as what, for how many hours a week."""

    employment_id: int
    team_id: int
    role: str
    hours: Decimal
    profession_id: int | None = None
    funding: str = RECURRENT
    funding_ends_on: date | None = None


def end_employment(act: Act, employment_id: int, last_day: date, *, with_placements: bool) -> None:
    """The contract ends. With its placements it is one act; otherwise any that run on are a refusal."""
    if with_placements:
        end_placements_under(act, employment_id, last_day)
    end(act, EmploymentDetails, (employment_id,), last_day)
    refuse_employment(act, employment_id)


def end_placements_under(act: Act, employment_id: int, last_day: date) -> None:
    """Every placement still under the employment after the last day ends on it; planned ones never start."""
    for placement_id in placements_under(employment_id):
        for stretch in act.timeline(PlacementDetails, (placement_id,)):
            after = Period(last_day + ONE_DAY)
            if said(PlacementDetails, stretch)["employment_id"] == employment_id:
                for part in _shared(stretch.period, after):
                    act.clear(PlacementDetails, (placement_id,), part)
        clip_management(act, placement_id)


def start_placement(
    act: Act, person_id: int, place: Place, period: Period, *, post_id: int | None
) -> Placement:
    """Somebody takes up a place in a team, and answers to a management post where one is named."""
    placement = Placement(person_id=person_id)
    db.session.add(placement)
    db.session.flush()
    act.new_key(PlacementDetails, (placement.id,))
    act.put(PlacementDetails, (placement.id,), period, **asdict(place))
    refuse_placement(act, placement.id)
    if post_id is not None:
        act.put(Management, (placement.id,), period, post_id=post_id)
        refuse_management(act, placement.id)
    return placement


def change_placement(act: Act, placement_id: int, place: Place, on: date) -> None:
    """Another team, role, hours or employment from a day. Its lines stay as they are."""
    change(act, PlacementDetails, (placement_id,), on, **asdict(place))
    refuse_placement(act, placement_id)


def end_placement(act: Act, placement_id: int, last_day: date) -> None:
    """The placement ends, and its management line with it."""
    end(act, PlacementDetails, (placement_id,), last_day)
    clip_management(act, placement_id)


def start_management(act: Act, placement_id: int, post_id: int, on: date) -> None:
    """A management line where there was none, for as long as the placement."""
    current = on_day(act.timeline(PlacementDetails, (placement_id,)), on)
    if current is None:
        raise RuleBroken(f"There is no placement on {day(on)}, so no management line can start then.")
    last = max(s.period.end for s in act.timeline(PlacementDetails, (placement_id,)))
    start(act, Management, (placement_id,), Period(on, None if last == FOR_EVER else last), post_id=post_id)
    refuse_management(act, placement_id)


def change_management(act: Act, placement_id: int, post_id: int, on: date) -> None:
    """From a day the placement answers to another post."""
    change(act, Management, (placement_id,), on, post_id=post_id)
    refuse_management(act, placement_id)


def end_management(act: Act, placement_id: int, last_day: date) -> None:
    """The placement answers to nobody after the last day."""
    end(act, Management, (placement_id,), last_day)


def start_tenure(act: Act, post_id: int, holding: Holding, person_id: int, period: Period) -> None:
    """Somebody takes up a post."""
    start(act, Tenure, (post_id, holding.value), period, person_id=person_id)
    refuse_tenure(act, (post_id, holding.value))


def step_over(act: Act, post_id: int, person_id: int, period: Period) -> None:
    """While they hold the post, the person's own lines that run to it run to the post above it instead:
    nobody answers to themselves. From an apex there is nowhere to go, and none is needed."""
    details = act.timeline(PostDetails, (post_id,))
    for model, key in lines_to(post_id, person_id):
        for stretch in list(act.timeline(model, key)):
            if said(model, stretch)["post_id"] != post_id:
                continue
            for days in _shared(stretch.period, period):
                post = on_day(details, days.starts_on)
                above = post and said(PostDetails, post)["reports_to_id"]
                if above is not None:
                    act.put(model, key, days, post_id=above)


def end_tenure(act: Act, post_id: int, holding: Holding, last_day: date) -> None:
    """Whoever holds the post that day leaves it; somebody already named to follow still does."""
    key = (post_id, holding.value)
    current = on_day(act.timeline(Tenure, key), last_day)
    if current is None:
        raise RuleBroken(f"Nobody holds the post in that way on {day(last_day)}.")
    for part in _shared(current.period, Period(last_day + ONE_DAY)):
        act.clear(Tenure, key, part)
    refuse_tenure(act, key)


def move_post(act: Act, post_id: int, reports_to_id: int | None, on: date) -> None:
    """From a day the post reports to another; None makes it an apex."""
    current = on_day(act.timeline(PostDetails, (post_id,)), on)
    if current is None:
        raise RuleBroken(f"The post is not in the register on {day(on)}.")
    details = said(PostDetails, current) | {"reports_to_id": reports_to_id}
    change(act, PostDetails, (post_id,), on, **details)
    refuse_post(act, (post_id,))


def correct_row(act: Act, model: type[Model], row: int, period: Period, **values: Any) -> None:
    """Put one row right as if it had always been so: its first day, its last day or what it says."""
    key = correct(act, model, row, period, **values)
    REFUSALS[model](act, key)


def withdraw_row(act: Act, model: type[Model], row: int) -> None:
    """The row never was true."""
    key = withdraw(act, model, row)
    REFUSALS[model](act, key)


def clip_management(act: Act, placement_id: int) -> None:
    """A management line holds on no day without its placement."""
    placed = act.timeline(PlacementDetails, (placement_id,))
    for stretch in list(act.timeline(Management, (placement_id,))):
        for part in uncovered(stretch.period, placed):
            act.clear(Management, (placement_id,), part)


def corrected_placement(act: Act, key: Key) -> None:
    """A corrected placement takes its management line's stray days with it."""
    clip_management(act, key[0])
    refuse_placement(act, key[0])


def _shared(period: Period, other: Period) -> list[Period]:
    """The days that both have, as a list of one or none."""
    first, end = max(period.starts_on, other.starts_on), min(period.end, other.end)
    return [Period(first, None if end == FOR_EVER else end)] if first < end else []


REFUSALS: dict[type[Model], Callable[[Act, Key], None]] = {
    EmploymentDetails: lambda act, key: refuse_employment(act, key[0]),
    PlacementDetails: corrected_placement,
    Management: lambda act, key: refuse_management(act, key[0]),
    Accountability: lambda act, key: refuse_accountability(act, key[0], key[1]),
    Tenure: refuse_tenure,
    PostDetails: refuse_post,
}
