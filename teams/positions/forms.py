"""The shape of what a director says when they sign."""

from collections.abc import Iterable
from typing import Any, cast

from markupsafe import Markup
from wtforms import Field, HiddenField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from foundation.forms import Form, required, strip
from teams.coverage.words import WORDS
from teams.positions.actions import Said
from teams.positions.findings import Cause
from teams.positions.sealing import key_of

ACCEPT = "accept_"
LONGEST_REASON, LONGEST_STATEMENT = 500, 4000
WHY = Markup('Why you accept it<span class="nhsuk-u-visually-hidden">: {}. {}</span>')
"""A gap stands in the row of its input, for those who see rows."""


def plain_lines(value: str | None) -> str | None:
    """Without the carriage returns that browsers send."""
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


class SignForm(Form):
    """The statement. `with_causes` adds an input for each gap."""

    shown = HiddenField()
    statement = TextAreaField(
        "Your statement",
        [required("Enter your statement"), Length(max=LONGEST_STATEMENT)],
        filters=[plain_lines],
        render_kw={"rows": 8},
        description="What you conclude about this day, and what you are having done about it. It is sealed with "
        "the rest: name nobody.",
    )

    def acceptance_of(self, cause: Cause) -> Field:
        """Where the reason for accepting a gap is asked."""
        return self[f"{ACCEPT}{key_of(cause)}"]

    @property
    def said(self) -> Said:
        """What was answered."""
        accepted = {f.name.removeprefix(ACCEPT): f.data or "" for f in self if f.name.startswith(ACCEPT)}
        return Said(self.statement.data or "", accepted, self.shown.data or "")


def with_causes(causes: Iterable[Cause]) -> type[SignForm]:
    """The form with an input for each cause: a reason accepts it, nothing leaves it open."""
    inputs: dict[str, Any] = {
        f"{ACCEPT}{key_of(cause)}": StringField(
            WHY.format(WORDS[cause.kind], cause.reason),
            [Optional(), Length(max=LONGEST_REASON)],
            filters=[strip],
        )
        for cause in causes
    }
    return cast("type[SignForm]", type("SignForm", (SignForm,), inputs))
