"""What a form takes for an answer."""

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form, PasswordField

from foundation.forms import required, text


class Asked(Form):
    """A name and a password, both needed."""

    name = text("Name", "Enter the name")
    password = PasswordField("Password", [required("Enter your password")])


def faults(**given: str) -> dict[str, list[str]]:
    form = Asked(MultiDict(given))
    form.validate()
    return {name: list(said) for name, said in form.errors.items() if name}


@pytest.mark.parametrize("nothing", ["", " ", " \t\n"])
def test_spaces_are_no_answer(nothing: str) -> None:
    assert faults(name=nothing, password=nothing) == {
        "name": ["Enter the name"],
        "password": ["Enter your password"],
    }


def test_what_is_not_sent_is_no_answer() -> None:
    assert faults() == {"name": ["Enter the name"], "password": ["Enter your password"]}


def test_an_answer_keeps_the_spaces_within_it() -> None:
    assert faults(name=" Ada Sample ", password=" a b ") == {}
