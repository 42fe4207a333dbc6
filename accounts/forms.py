"""The shapes of answers about accounts."""

from wtforms import (
    EmailField,
    HiddenField,
    PasswordField,
    SelectField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import EqualTo, Length

from accounts.passwords import LONGEST, SHORTEST
from accounts.permissions import LABELS
from foundation.forms import Form, address, options, required, strip, text

SCOPE = "Scope: the code of a neighbourhood or organisation, or empty for the whole borough"


def password_now() -> PasswordField:
    """The password somebody has, asked for again."""
    checks = [required("Enter your present password"), Length(max=LONGEST)]
    return PasswordField("Your present password", checks, render_kw={"autocomplete": "current-password"})


def proof() -> PasswordField:
    """The password or a code, whichever is at hand."""
    checks = [required("Enter your password or a code"), Length(max=LONGEST)]
    label = "Your present password, or a code from your app or your recovery codes"
    return PasswordField(label, checks, render_kw={"autocomplete": "current-password"})


def app_code(label: str = "Code from your app") -> StringField:
    """Six figures, or a recovery code where the label says so."""
    checks = [required("Enter the code"), Length(max=40)]
    return StringField(label, checks, filters=[strip], render_kw={"autocomplete": "one-time-code"})


def why(label: str = "Why") -> TextAreaField:
    """An administrator's reason."""
    return TextAreaField(label, [required("Say why"), Length(max=500)], filters=[strip])


class SignInForm(Form):
    """Address and password."""

    email = EmailField(
        "Email address",
        [required("Enter your email address"), Length(max=254)],
        filters=[strip],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        "Password",
        [required("Enter your password"), Length(max=LONGEST)],
        render_kw={"autocomplete": "current-password"},
    )
    submit = SubmitField("Sign in")


class CodeForm(Form):
    """The second step."""

    code = app_code("Code from your app, or a recovery code")


class SetUpForm(Form):
    """The secret that the page offered, sealed, and a code from the app that has scanned it."""

    sealed = HiddenField()
    code = app_code()


class OwnSetUpForm(SetUpForm):
    """Likewise, by somebody who has been signed in for a while."""

    password = password_now()


class OwnPasswordForm(Form):
    """The password again, for what a borrowed browser should not do."""

    password = password_now()


class NamedForm(Form):
    """What its owner calls a passkey."""

    name = text("Name", "Enter a name, such as Work phone", longest=60)


class PasskeyForm(NamedForm):
    """A new passkey: its name, and that it is its owner who asks."""

    password = proof()


class ProofForm(Form):
    """Likewise, to take one away."""

    password = proof()


class AnswerForm(Form):
    """What an authenticator signed, as a script put it there."""

    answer = HiddenField(validators=[Length(max=20_000)])


class AddedForm(AnswerForm, NamedForm):
    """Likewise, with the passkey's name."""


class ChangePasswordForm(OwnPasswordForm):
    """A new password, twice."""

    new = PasswordField(
        "New password",
        [required("Enter a new password"), Length(min=SHORTEST, max=LONGEST)],
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        "New password again",
        [required("Enter the new password again"), EqualTo("new", "The two new passwords are not the same")],
        render_kw={"autocomplete": "new-password"},
    )


class AccountForm(Form):
    """A new account and its first role."""

    name = StringField("Name", [required("Enter the person’s name"), Length(max=200)], filters=[strip])
    email = EmailField(
        "Email address", [required("Enter an email address"), Length(max=254), address()], filters=[strip]
    )
    password = PasswordField(
        "First password",
        [required("Enter a first password"), Length(min=SHORTEST, max=LONGEST)],
        render_kw={"autocomplete": "new-password"},
    )
    role = SelectField("Role", choices=options((role.value, label) for role, label in LABELS.items()))
    scope = StringField(SCOPE, [Length(max=60)], filters=[strip])
    submit = SubmitField("Open account")


class ReasonForm(Form):
    """An act on somebody's account, and why."""

    because = why()


class RoleForm(Form):
    """One more role, and why."""

    role = SelectField("Role", choices=options((role.value, label) for role, label in LABELS.items()))
    scope = StringField(SCOPE, [Length(max=60)], filters=[strip])
    because = why()
