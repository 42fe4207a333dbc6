"""Forms check the shape of an answer; a refusal of the rules comes back onto the form."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import g, request
from flask_wtf import FlaskForm
from flask_wtf.form import _Auto as SENT
from flask_wtf.form import _is_submitted as is_submitted
from werkzeug.datastructures import MultiDict
from wtforms import StringField, validators
from wtforms.fields import SelectChoice  # pyright: ignore[reportAttributeAccessIssue]
from wtforms.i18n import DummyTranslations
from wtforms.validators import InputRequired, Length, Regexp, StopValidation, ValidationError

from foundation.database import db, saying_busy
from foundation.errors import RuleBroken


def options(pairs: Iterable[tuple[str, str]], first: str | None = None) -> list[Any]:
    """A select field's options from values and labels; `first` heads them with an empty one."""
    head = [] if first is None else [("", first)]
    return [SelectChoice(value, label) for value, label in [*head, *pairs]]


# What the library says when an answer has the wrong shape, and how we say it.
PLAINLY = {
    "Not a valid choice.": "Choose one from the list",
    "Not a valid integer value.": "Enter a whole number",
    "Field cannot be longer than %(max)d characters.": "Use at most %(max)d characters",
    "Field must be between %(min)d and %(max)d characters long.": "Use between %(min)d and %(max)d characters",
}


class Plain(DummyTranslations):
    """The library's sentences in this service's words."""

    def gettext(self, string: str) -> str:
        """Ours where there is one."""
        return PLAINLY.get(string, string)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """Likewise, for a count."""
        return self.gettext(super().ngettext(singular, plural, n))


UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
"""What no page may show and no workbook hold: pasting brings it along."""

ROW = re.compile("[0-9]{1,9}")
"""What other people call digits is none of ours, and no row has a longer number."""


def readable(sent: MultiDict[str, Any] | None) -> MultiDict[str, Any] | None:
    """The answers, with a space for each character that cannot be seen; files and no answers as they are."""
    said = [] if sent is None else list(sent.items(multi=True))
    if not any(isinstance(value, str) and UNSEEN.search(value) for _, value in said):
        return sent
    return MultiDict(
        (name, UNSEEN.sub(" ", value) if isinstance(value, str) else value) for name, value in said
    )


class Form(FlaskForm):
    """Our forms. `refusals` are sentences about the form as a whole."""

    class Meta(FlaskForm.Meta):
        """How the library is told."""

        def get_translations(self, form: object) -> Plain:
            """Its sentences as we say them."""
            return Plain()

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """What was typed before its time was over, where it waits for this page; else what was sent, as a form: by
            any other kind nothing was said."""
            before = g.get("typed_before")
            if formdata is SENT and before is not None and not is_submitted():
                return before.fields
            if formdata is SENT and request and request.is_json:
                return MultiDict()
            return readable(super().wrap_formdata(form, formdata))

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


class Required(InputRequired):
    """Checks that something was answered. Spaces are nothing."""

    def __call__(self, form: Any, field: Any) -> None:
        """Raises StopValidation when nothing was."""
        if not any(str(said).strip() for said in field.raw_data or ()):
            field.errors[:] = []  # what else is wrong with nothing need not be said
            raise StopValidation(str(self.message))


def required(message: str) -> Required:
    """The answer is needed; `message` says what to enter."""
    return Required(message)


class NumberRange(validators.NumberRange):
    """Checks that a number lies between two, whatever its length."""

    def __call__(self, form: Any, field: Any) -> None:
        """Raises ValidationError where it does not."""
        try:
            super().__call__(form, field)
        except (OverflowError, ValueError):  # the library breaks on a number of 400 digits, and on sNaN
            raise ValidationError(str(self.message)) from None


def address() -> Regexp:
    """Looks like an email address; whether anybody reads it is not ours to know."""
    return Regexp(r"[^@\s]+@[^@\s]+$", message="Enter an email address, such as name@example.org")


def text(label: str, message: str, *, longest: int = 200) -> StringField:
    """A short text that must be given."""
    return StringField(label, [required(message), Length(max=longest)], filters=[strip])


def row_number(said: str | None) -> int:
    """The row that a page's own answer names; 0, which no row has, where it names none."""
    return int(said) if said and ROW.fullmatch(said) else 0


def strip(value: str | None) -> str | None:
    """Without the spaces that copying brings along."""
    return value.strip() if isinstance(value, str) else value
