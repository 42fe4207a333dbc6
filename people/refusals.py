"""What the rules refuse about posts and professional lines, judged on what an act says, over all its days."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from foundation.acts import Act, Timeline
from foundation.database import db
from foundation.effective import AsAt, Period
from foundation.errors import RuleBroken
from foundation.formats import day, short_day
from foundation.timeline import Stretch
from people.accountability import Accountability
from people.deeds import new_stretches, on_day, said, turning_days, uncovered
from people.post import Holding, Line, Post, PostDetails, Tenure
from people.queries import get_person

# A deputy stands in; a post that only a deputy holds is vacant for whoever answers to it.
HOLDS_IT = (Holding.SUBSTANTIVE, Holding.ACTING)


def refuse_accountability(act: Act, person_id: int, profession_id: int) -> None:
    """What this act says of a professional line must be one: to a professional post that is there, and not
    one that only the person holds."""
    for stretch in new_stretches(act, Accountability, (person_id, profession_id)):
        post_id = said(Accountability, stretch)["post_id"]
        refuse_wrong_post(act, post_id, Line.PROFESSIONAL, stretch.period)
        refuse_alone(act, person_id, post_id, stretch.period)


def refuse_wrong_post(act: Act, post_id: int, line: Line, period: Period) -> None:
    """A line runs to a post of its own kind that is there on every day of it."""
    post = db.session.execute(select(Post.code, Post.line).where(Post.id == post_id)).first()
    if post is None:
        raise RuleBroken("There is no such post.")
    title = post_title(act, post_id, period.starts_on) or post.code
    if post.line != line:
        raise RuleBroken(f"{title} is a {post.line} post. A {line} line runs to a {line} post.")
    gaps = uncovered(period, act.timeline(PostDetails, (post_id,)))
    if gaps:
        raise RuleBroken(f"{title} is not in the register on {day(gaps[0].starts_on)}.")


def refuse_alone(act: Act, person_id: int, post_id: int, period: Period) -> None:
    """Rule 6: nobody answers to a post that they alone hold, unless it is an apex."""
    held = [act.timeline(Tenure, (post_id, holding.value)) for holding in HOLDS_IT]
    details = act.timeline(PostDetails, (post_id,))
    alone = first_day_alone(person_id, held, details, period)
    if alone is not None:
        name = get_person(person_id, AsAt(alone)).name
        raise RuleBroken(
            f"{name} cannot answer to {post_title(act, post_id, alone)}: from {short_day(alone)} nobody else "
            "holds it. Move the line or name another holder first."
        )


def first_day_alone(
    person_id: int, held: Sequence[Timeline], details: Timeline, period: Period
) -> date | None:
    """Pure: the first day of the period on which the post has this holder only and reports to another."""
    for on in turning_days(period, *held, details):
        holders = {said(Tenure, s)["person_id"] for line in held if (s := on_day(line, on))}
        post = on_day(details, on)
        if holders == {person_id} and post and said(PostDetails, post)["reports_to_id"] is not None:
            return on
    return None


def refuse_circle(act: Act, post_id: int) -> None:
    """Rule 6: no line goes round in a circle, on any day that this act says something of the post."""
    posts = list(db.session.scalars(select(Post.id)))
    act.load(PostDetails, [(number,) for number in posts])
    details = {number: act.timeline(PostDetails, (number,)) for number in posts}
    for stretch in new_stretches(act, PostDetails, (post_id,)):
        found = first_circle(post_id, details, stretch.period)
        if found is not None:
            above = said(PostDetails, stretch)["reports_to_id"]
            raise RuleBroken(
                f"{post_title(act, post_id, found)} cannot report to {post_title(act, above, found)}: "
                f"from {short_day(found)} the line would go round in a circle."
            )


def first_circle(post_id: int, details: Mapping[int, Timeline], period: Period) -> date | None:
    """Pure: the first day of the period on which climbing from the post never comes to an end."""
    for on in turning_days(period, *details.values()):
        above = _above(post_id, details, on)
        met = {post_id}
        while above is not None and above not in met:
            met.add(above)
            above = _above(above, details, on)
        if above is not None:
            return on
    return None


def post_title(act: Act, post_id: int, on: date) -> str | None:
    """What the post is called that day."""
    stretch = on_day(act.timeline(PostDetails, (post_id,)), on)
    return stretch and said(PostDetails, stretch)["title"]


def _above(post_id: int, details: Mapping[int, Timeline], on: date) -> int | None:
    stretch: Stretch[Any] | None = on_day(details.get(post_id, []), on)
    return stretch and said(PostDetails, stretch)["reports_to_id"]
