"""Where a gap or a warning is mended: the one page for it that the reader may open."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for

from teams.coverage.arranging import GapLine
from teams.coverage.chain import climb, principals
from teams.coverage.facts import CoverageFacts, PracticeFact
from teams.coverage.judging import Gap, GapKind
from teams.coverage.warnings import CoverageWarning, WarningKind

KEPT_WITH_PRACTICE = {GapKind.REGISTRATION_UNCHECKED, GapKind.SUPERVISION_OVERDUE}
"""What a professional lead records: that a register was checked, that supervision took place."""


@dataclass(frozen=True, slots=True)
class Link:
    """Its words and its address."""

    words: str
    href: str


@dataclass(frozen=True, slots=True)
class Mending:
    """`times`: the two times of the address. `keeps`: the reader keeps the register, and reads it as it is
    now: what is over is not mended. `leads_from`: codes of the professional posts from which the reader
    leads, where they read as things are now."""

    times: Mapping[str, Any]
    keeps: bool
    leads_from: Collection[str]
    facts: CoverageFacts

    def gap(self, gap: Gap | GapLine, practice: PracticeFact) -> Link:
        """For a gap of a post, or of a person where it is of no post. A practice record is only for whoever
        leads the practice; everybody else meets the post that owns the gap."""
        if gap.post is not None:
            return self.of_post(gap.post)
        if gap.kind not in KEPT_WITH_PRACTICE:
            return self.of_person(practice.person_id)
        if self._leads(practice):
            href = url_for("practice.person", person_id=practice.person_id)
            return Link("Open their practice record", href)
        return self.of_owner(gap.owner) if gap.owner else self.of_person(practice.person_id)

    def warning(self, warning: CoverageWarning) -> Link:
        """Likewise. Of too many people to one post, the post's page lists whose lines might run elsewhere."""
        if warning.post is None:
            return self.of_person(warning.about[0].person_id)
        if warning.kind is WarningKind.SPAN_WIDE:
            return self._look_at(warning.post)
        return self.of_post(warning.post)

    def _leads(self, practice: PracticeFact) -> bool:
        if practice.post_id is None:
            return False
        return any(post.code in self.leads_from for post in climb(practice.post_id, None, self.facts).posts)

    def of_post(self, code: str) -> Link:
        """Of a post itself."""
        if not self.keeps:
            return self._look_at(code)
        return self._name_holder(code) or Link("Change the post", url_for("posts.show", code=code))

    def of_owner(self, code: str) -> Link:
        """Of what people lack whose practice one post answers for."""
        if code in self.leads_from:
            return Link("Open their practice records", url_for("practice.post", code=code))
        return (self._name_holder(code) if self.keeps else None) or self._look_at(code)

    def _name_holder(self, code: str) -> Link | None:
        """Where the post is there and nobody holds it."""
        found = next((post for post in self.facts.posts.values() if post.code == code), None)
        if found is None or principals(found):
            return None
        return Link("Name a holder", url_for("posts.name_holder", code=code))

    def _look_at(self, code: str) -> Link:
        return Link("Open the post", url_for("find.post", code=code, **self.times))

    def of_person(self, person_id: int) -> Link:
        """Of somebody's own record."""
        if self.keeps:
            return Link("Change their record", url_for("register.person", person_id=person_id))
        return Link("See their lines", url_for("lines.person", person_id=person_id, **self.times))
