"""The shapes of answers about accounts."""

from wtforms import EmailField, PasswordField, SelectField, StringField, SubmitField
from wtforms.validators import Length

from accounts.permissions import LABELS
from foundation.forms import Form, address, options, required, strip


class SignInForm(Form):
    """Address and password."""

    email = EmailField(
        "Email address", [required("Enter your email address"), Length(max=254)], filters=[strip]
    )
    password = PasswordField("Password", [required("Enter your password"), Length(max=200)])
    submit = SubmitField("Sign in")


class AccountForm(Form):
    """A new account and its first role."""

    name = StringField("Name", [required("Enter the person’s name"), Length(max=200)], filters=[strip])
    email = EmailField(
        "Email address", [required("Enter an email address"), Length(max=254), address()], filters=[strip]
    )
    password = PasswordField("First password", [required("Enter a first password"), Length(min=12, max=200)])
    role = SelectField("Role", choices=options((role.value, label) for role, label in LABELS.items()))
    scope = StringField(
        "Scope: the code of a neighbourhood or organisation, or empty for the whole borough",
        [Length(max=60)],
        filters=[strip],
    )
    submit = SubmitField("Open account")
