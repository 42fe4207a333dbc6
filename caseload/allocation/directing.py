"""Whether somebody may give work to a member of staff themselves, or must ask, and whom. Pure.

DESIGN.md, rule 15: directly only where allocating work has been ceded for that person on that day, by whoever
holds the post that then decides or a post above it on the management line. Otherwise it is a request.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from people.post import Line
from teams.authority.deciding import Decider, DeciderKind
from teams.authority.facts import PostFact
from teams.authority.ruling import Basis, Ruling

ALLOCATE_WORK = "allocate_work"
"""The function of the scheme of delegation that is ruled on."""


class How(StrEnum):
    """Themselves, by asking whoever decides, or not at all."""

    DIRECT = "direct"
    REQUEST = "request"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Directing:
    """How work may be given to somebody, and why so. `decider`: who decides; None where nobody can."""

    how: How
    because: str
    decider: Decider | None = None

    @property
    def direct(self) -> bool:
        """Whether nobody need be asked."""
        return self.how is How.DIRECT


def directing(ruling: Ruling, held: Collection[str], posts: Mapping[int, PostFact]) -> Directing:
    """How whoever holds the posts with these codes may give work to the person that the ruling is about.
    `posts`: those that the ruling was made from, by number."""
    decider = ruling.decider
    if decider is None or ruling.basis is Basis.NEVER_CEDED:
        return Directing(How.NOBODY, ruling.reason)
    if not _ceded_to_a_post(ruling, decider):
        return Directing(How.REQUEST, f"{decider.title} decides. {_why_not_ceded(ruling)}", decider)
    own = next((post for post in _up_from(decider.code, posts) if post.code in held), None)
    if own is None:
        return Directing(How.REQUEST, f"It is for {decider.title} to decide. {_by_mandate(ruling)}.", decider)
    return Directing(How.DIRECT, f"{_by_mandate(ruling)}, and you hold {own.title}.", decider)


def _ceded_to_a_post(ruling: Ruling, decider: Decider) -> bool:
    return (
        ruling.basis is Basis.MANDATE and ruling.line is Line.MANAGEMENT and decider.kind is DeciderKind.POST
    )


def _by_mandate(ruling: Ruling) -> str:
    return f"Mandate {ruling.mandate.code} cedes it" if ruling.mandate else "It is ceded"


def _up_from(code: str, posts: Mapping[int, PostFact]) -> Iterator[PostFact]:
    """The post and those above it. A circle, should one ever be stored, ends the climb."""
    post = next((post for post in posts.values() if post.code == code), None)
    seen: set[int] = set()
    while post is not None and post.post_id not in seen:
        yield post
        seen.add(post.post_id)
        post = posts.get(post.reports_to_id) if post.reports_to_id is not None else None


def _why_not_ceded(ruling: Ruling) -> str:
    """What stands behind the rule: the mandate that does not apply, or that there is none."""
    return ruling.because[1] if len(ruling.because) > 1 else ruling.reason
