"""Whether a professional line reaches the apex it must, each post on the way held. Pure."""

from dataclasses import dataclass
from datetime import date

from people.post import Holding
from teams.coverage.facts import Apex, CoverageFacts, HolderFact, PostFact

HOLDS_IT = (Holding.SUBSTANTIVE, Holding.ACTING)


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain does not hold: since when, why, the code of the post that owns it, and of the post to mend.
    Both are empty where there is none."""

    since: date
    reason: str
    owner: str
    post: str = ""


@dataclass(frozen=True, slots=True)
class Chain:
    """The posts from the first up, and the first break above it if there is one."""

    posts: tuple[PostFact, ...]
    broken: Break | None


def climb(post_id: int, apex: Apex | None, facts: CoverageFacts) -> Chain:
    """From the first post up. Whether the first post itself is held is not judged here."""
    posts = _posts_from(post_id, facts)
    return Chain(posts, _break(posts, post_id, apex, facts))


def principals(post: PostFact) -> tuple[HolderFact, ...]:
    """Those who hold a post, substantively or acting. A deputy stands in and does not hold it."""
    return tuple(holder for holder in post.holders if holder.holding in HOLDS_IT)


def vacant_since(post: PostFact) -> date:
    """The first day without a holder."""
    return max(post.since, post.left_on or post.since)


def vacancy(post: PostFact) -> str:
    """Said of a post that nobody holds."""
    return (
        f"Nobody holds {post.title}: it has a deputy only." if post.holders else f"Nobody holds {post.title}."
    )


def owner_of_vacancy(post: PostFact, facts: CoverageFacts) -> str:
    """Whoever a post reports to fills it; an apex is its own affair."""
    above = facts.posts.get(post.reports_to_id) if post.reports_to_id is not None else None
    return above.code if above else post.code


def _posts_from(post_id: int, facts: CoverageFacts) -> tuple[PostFact, ...]:
    """A circle, should one ever be stored, ends the climb."""
    posts: dict[int, PostFact] = {}
    above: int | None = post_id
    while above is not None and above in facts.posts and above not in posts:
        posts[above] = facts.posts[above]
        above = posts[above].reports_to_id
    return tuple(posts.values())


def _break(
    posts: tuple[PostFact, ...], post_id: int, apex: Apex | None, facts: CoverageFacts
) -> Break | None:
    if not posts:
        return Break(facts.on, "The line runs to a post that is closed.", "")
    if apex is None:
        first = posts[0]
        reason = "No apex is named for this profession and employer."
        return Break(first.since, reason, first.code, first.code)
    for post in posts:
        if post is not posts[0] and not principals(post):
            owner = owner_of_vacancy(post, facts)
            return Break(vacant_since(post), vacancy(post), owner, post.code)
        if post.code == apex.apex_post:
            return None
    top = posts[-1]
    wanted = next(
        (post.title for post in facts.posts.values() if post.code == apex.apex_post), apex.apex_post
    )
    reason = f"The line ends at {top.title} and does not reach {wanted}."
    return Break(top.since, reason, top.code, top.code)
