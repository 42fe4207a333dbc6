"""What the rules refuse about placements, management lines and the holding of posts."""

from collections.abc import Iterable
from decimal import Decimal

from sqlalchemy import select

from foundation.acts import Act, Key
from foundation.database import db
from foundation.effective import Period
from foundation.errors import NotThere, RuleBroken
from foundation.formats import day, hours, short_day
from people.accountability import Accountability
from people.deeds import ONE_DAY, new_stretches, on_day, said, turning_days, uncovered
from people.employment import Contract, Employment, EmploymentDetails
from people.post import Holding, Line, Post, PostDetails, Tenure
from people.refusals import refuse_alone, refuse_circle, refuse_wrong_post
from teams.team import Management, Placement, PlacementDetails

# Their contracts promise no hours, so there is nothing for a placement to exceed.
WITHOUT_FIXED_HOURS = {Contract.BANK, Contract.HONORARY, Contract.VOLUNTEER}


def refuse_management(act: Act, placement_id: int) -> None:
    """What this act says of a management line must be one: within the placement, to a management post that
    is there, and not one that only the person holds."""
    person_id = person_of(placement_id)
    for stretch in new_stretches(act, Management, (placement_id,)):
        post_id = said(Management, stretch)["post_id"]
        gaps = uncovered(stretch.period, act.timeline(PlacementDetails, (placement_id,)))
        if gaps:
            raise RuleBroken(
                f"There is no placement on {day(gaps[0].starts_on)}, so no management line can hold then."
            )
        refuse_wrong_post(act, post_id, Line.MANAGEMENT, stretch.period)
        refuse_alone(act, person_id, post_id, stretch.period)


def refuse_placement(act: Act, placement_id: int) -> None:
    """A placement lies within its employment, which is the person's own, and within its hours."""
    person_id = person_of(placement_id)
    for stretch in new_stretches(act, PlacementDetails, (placement_id,)):
        employment_id = said(PlacementDetails, stretch)["employment_id"]
        refuse_another_persons(employment_id, person_id)
        refuse_outside_employment(act, employment_id, stretch.period)
        refuse_too_many_hours(act, employment_id, placement_id, stretch.period)


def refuse_employment(act: Act, employment_id: int) -> None:
    """No placement may be left outside the employment it is under."""
    for placement_id in placements_under(employment_id):
        for stretch in act.timeline(PlacementDetails, (placement_id,)):
            if said(PlacementDetails, stretch)["employment_id"] == employment_id:
                refuse_outside_employment(act, employment_id, stretch.period)


def refuse_outside_employment(act: Act, employment_id: int, period: Period) -> None:
    """Raises RuleBroken naming the first day that the employment does not cover."""
    timeline = act.timeline(EmploymentDetails, (employment_id,))
    gaps = uncovered(period, timeline)
    if not gaps:
        return
    ended = max((s.period.end for s in timeline if s.period.end <= gaps[0].starts_on), default=None)
    if ended is not None and gaps[0].starts_on > period.starts_on:
        raise RuleBroken(
            f"The employment’s last day is {day(ended - ONE_DAY)}; a placement under it must end by then."
        )
    raise RuleBroken(
        f"There is no employment on {day(gaps[0].starts_on)}, so no placement under it can hold then."
    )


def refuse_too_many_hours(act: Act, employment_id: int, placement_id: int, period: Period) -> None:
    """Placements together take no more hours a week than the contract gives."""
    contract = act.timeline(EmploymentDetails, (employment_id,))
    others = {placement_id, *placements_under(employment_id)}
    act.load(PlacementDetails, [(number,) for number in others])
    placed = [act.timeline(PlacementDetails, (number,)) for number in others]
    for on in turning_days(period, contract, *placed):
        terms = on_day(contract, on)
        details = [said(PlacementDetails, s) for line in placed if (s := on_day(line, on))]
        total = sum((d["hours"] for d in details if d["employment_id"] == employment_id), Decimal(0))
        if terms is None or said(EmploymentDetails, terms)["contract"] in WITHOUT_FIXED_HOURS:
            continue
        contracted = said(EmploymentDetails, terms)["contracted_hours"]
        if total > contracted:
            raise RuleBroken(
                f"From {short_day(on)} that makes {hours(total)} a week in teams, and the contract is for "
                f"{hours(contracted)}."
            )


def refuse_another_persons(employment_id: int, person_id: int) -> None:
    """A placement is under its own person's employment."""
    owner = db.session.scalar(select(Employment.person_id).where(Employment.id == employment_id))
    if owner != person_id:
        raise RuleBroken("That employment is somebody else’s.")


def refuse_tenure(act: Act, key: Key) -> None:
    """A post is held only on days that it is in the register, and leaves nobody answering to themselves."""
    post_id = key[0]
    for stretch in new_stretches(act, Tenure, key):
        refuse_wrong_post(act, post_id, line_of(post_id), stretch.period)
    refuse_answering_to_self(act, post_id)


def refuse_post(act: Act, key: Key) -> None:
    """A post reports within its own line, in no circle, and leaves nobody answering to themselves."""
    post_id = key[0]
    for stretch in new_stretches(act, PostDetails, key):
        above = said(PostDetails, stretch)["reports_to_id"]
        if above is not None:
            refuse_wrong_post(act, above, line_of(post_id), stretch.period)
    refuse_circle(act, post_id)
    refuse_answering_to_self(act, post_id)


def refuse_answering_to_self(act: Act, post_id: int) -> None:
    """Rule 6, from the post’s side: once its holders change, nobody is left answering to a post that they
    alone hold."""
    for person_id in _holders(act, post_id):
        for model, key in lines_to(post_id, person_id):
            for stretch in act.timeline(model, key):
                if said(model, stretch)["post_id"] == post_id:
                    refuse_alone(act, person_id, post_id, stretch.period)


def person_of(placement_id: int) -> int:
    """Whose placement it is. Raises NotThere."""
    found = db.session.scalar(select(Placement.person_id).where(Placement.id == placement_id))
    if found is None:
        raise NotThere
    return found


def line_of(post_id: int) -> Line:
    """The line a post belongs to, for ever. Raises NotThere."""
    found = db.session.scalar(select(Post.line).where(Post.id == post_id))
    if found is None:
        raise NotThere
    return Line(found)


def placements_under(employment_id: int) -> list[int]:
    """Placements that are, were or will be under an employment, as believed now."""
    found = select(PlacementDetails.placement_id).where(
        PlacementDetails.employment_id == employment_id, PlacementDetails.superseded_at.is_(None)
    )
    return list(db.session.scalars(found.distinct().order_by(PlacementDetails.placement_id)))


def _holders(act: Act, post_id: int) -> set[int]:
    held = (act.timeline(Tenure, (post_id, holding.value)) for holding in Holding)
    return {said(Tenure, stretch)["person_id"] for timeline in held for stretch in timeline}


def lines_to(post_id: int, person_id: int) -> Iterable[tuple[type[Management] | type[Accountability], Key]]:
    """The person's own lines that ever run to the post, as believed."""
    managed = (
        select(Management.placement_id)
        .join(Placement, Placement.id == Management.placement_id)
        .where(
            Management.post_id == post_id,
            Management.superseded_at.is_(None),
            Placement.person_id == person_id,
        )
    )
    professional = select(Accountability.profession_id).where(
        Accountability.post_id == post_id,
        Accountability.superseded_at.is_(None),
        Accountability.person_id == person_id,
    )
    yield from ((Management, (number,)) for number in db.session.scalars(managed))
    yield from ((Accountability, (person_id, number)) for number in db.session.scalars(professional))
