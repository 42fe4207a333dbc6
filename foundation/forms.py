"""Forms check the shape of an answer; a refusal of the rules comes back onto the form."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.fields import SelectChoice  # pyright: ignore[reportAttributeAccessIssue]
from wtforms.validators import InputRequired, Length, StopValidation

from foundation.database import db, saying_busy
from foundation.errors import RuleBroken


def options(pairs: Iterable[tuple[str, str]], first: str | None = None) -> list[Any]:
    """A select field's options from values and labels; `first` heads them with an empty one."""
    head = [] if first is None else [("", first)]
    return [SelectChoice(value, label) for value, label in [*head, *pairs]]


class Form(FlaskForm):
    """Our forms. `refusals` are sentences about the form as a whole."""

    @property
    def refusals(self) -> list[str]:
        """What the rules said to this answer."""
        return [str(sentence) for sentence in self.form_errors]

    def refuse(self, sentence: str) -> None:
        """Put a refusal where the reader will find it."""
        self.form_errors = [*self.form_errors, sentence]


class Attempt:
    """How an attempt to act went: `done` until a rule was broken."""

    done = True


@contextmanager
def attempting(form: Form) -> Iterator[Attempt]:
    """Try an act. When a rule refuses it, nothing is kept and the form says why."""
    attempt = Attempt()
    try:
        with saying_busy():
            yield attempt
    except RuleBroken as refusal:
        db.session.rollback()
        form.refuse(str(refusal))
        attempt.done = False


class Choice:
    """Checks a select field whose options were set for this viewer, and says so in plain words."""

    def __init__(self, message: str = "Choose one from the list") -> None:
        self.message = message

    def __call__(self, form: Any, field: Any) -> None:
        """Raises StopValidation when nothing is chosen."""
        if field.data in (None, "", 0):
            raise StopValidation(self.message)


def required(message: str) -> InputRequired:
    """The answer is needed; `message` says what to enter."""
    return InputRequired(message)


def text(label: str, message: str, *, longest: int = 200) -> StringField:
    """A short text that must be given."""
    return StringField(label, [required(message), Length(max=longest)], filters=[strip])


def strip(value: str | None) -> str | None:
    """Without the spaces that copying brings along."""
    return value.strip() if isinstance(value, str) else value
