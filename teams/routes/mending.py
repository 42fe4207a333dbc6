"""Where a gap or a warning is mended: the one page for it that the reader may open."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app, url_for

from teams.coverage.judging import GapKind
from teams.coverage.warnings import CoverageWarning, WarningKind

PRACTICE = "practice.person"
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
    now: what is over is not mended. `vacant`: codes of the posts that nobody holds."""

    times: Mapping[str, Any]
    keeps: bool
    vacant: frozenset[str]

    def gap(self, kind: GapKind, post: str | None, person_id: int) -> Link:
        """For a gap of a post, or of a person where it is of no post."""
        if post is not None:
            return self._post(post)
        if kind in KEPT_WITH_PRACTICE and PRACTICE in current_app.view_functions:
            return Link("Open their practice record", url_for(PRACTICE, person_id=person_id))
        return self._person(person_id)

    def warning(self, warning: CoverageWarning) -> Link:
        """Likewise. Of too many people to one post, the post's page lists whose lines might run elsewhere."""
        if warning.post is None:
            return self._person(warning.about[0].person_id)
        if warning.kind is WarningKind.SPAN_WIDE:
            return self._look_at(warning.post)
        return self._post(warning.post)

    def _post(self, code: str) -> Link:
        if not self.keeps:
            return self._look_at(code)
        if code in self.vacant:
            return Link("Name a holder", url_for("posts.name_holder", code=code))
        return Link("Change the post", url_for("posts.show", code=code))

    def _look_at(self, code: str) -> Link:
        return Link("Open the post", url_for("find.post", code=code, **self.times))

    def _person(self, person_id: int) -> Link:
        if self.keeps:
            return Link("Change their record", url_for("register.person", person_id=person_id))
        return Link("See their lines", url_for("lines.person", person_id=person_id, **self.times))
