"""Whose account is whose: an account is tied to the person in the register who signs in with it. Neither commits."""

from sqlalchemy import select

from accounts import audit
from accounts.queries import find_account
from foundation.database import db
from foundation.errors import NotThere, RuleBroken
from people.person import Person


def tie(person_id: int, email: str, *, by: int) -> None:
    """Whoever signs in with this account is this person from now on.

    Rights follow what a person holds, so nobody ties an account of their own. Raises NotThere, RuleBroken.
    """
    person, account = _person(person_id), find_account(email)
    if account is None or not account.active:
        raise RuleBroken("No account that is in use has that email address. An administrator opens accounts.")
    if account.id == by:
        raise RuleBroken("This is your own account. Somebody else in the partnership office has to tie it.")
    if person.account_id is not None:
        raise RuleBroken("They have an account already. Take that one from them first.")
    if db.session.scalar(select(Person.id).where(Person.account_id == account.id)) is not None:
        raise RuleBroken("That account is somebody else’s in the register. Take it from them first.")
    person.account_id = account.id
    audit.record("person.tie", "person", person.id, by=by, after={"account": account.id})


def untie(person_id: int, *, by: int) -> None:
    """Whoever signs in with their account is nobody in the register from now on. Raises NotThere, RuleBroken."""
    person = _person(person_id)
    if person.account_id is None:
        raise RuleBroken("They have no account.")
    if person.account_id == by:
        raise RuleBroken("This is your own account. Somebody else in the partnership office has to take it.")
    audit.record("person.untie", "person", person.id, by=by, before={"account": person.account_id})
    person.account_id = None


def _person(person_id: int) -> Person:
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotThere
    return person
