"""`flask open-account`: the first account of a borough, before anybody can sign in; `flask give-password` for one
who has forgotten theirs; `flask reseal` after SECRET_KEY has changed."""

import click

from accounts import actions, factor_actions, keeping_actions
from accounts.passwords import SHORTEST
from accounts.permissions import Role
from accounts.queries import COMMAND_LINE, find_account
from app.cli.answering import as_json, refusing, say
from foundation import clock
from foundation.database import begin_writing, db
from foundation.errors import RuleBroken


@click.command("open-account")
@click.argument("email")
@click.argument("name")
@click.argument("role", type=click.Choice([role.value for role in Role]))
@click.option(
    "--scope", default="", help="The code of a neighbourhood or organisation; the whole borough unless given."
)
@click.password_option(help=f"At least {SHORTEST} characters; asked for unless given.")
@as_json
def open_account(email: str, name: str, role: str, scope: str, password: str, as_json: bool) -> None:
    """Open an account with one role."""
    with refusing():
        begin_writing()
        by = actions.command_line().id
        account = actions.open_account(email, name, password, roles=[(Role(role), scope)], by=by)
        db.session.commit()
        opened = account.id
    say({"account": opened, "role": role}, as_json=as_json, words=f"Account {opened} is open.")


@click.command("give-password")
@click.argument("email")
@click.password_option(help=f"At least {SHORTEST} characters; asked for unless given.")
@as_json
def give_password(email: str, password: str, as_json: bool) -> None:
    """Give an account another password, to be changed at the next sign-in, and sign it out everywhere. Its second
    factor stays."""
    with refusing():
        begin_writing()
        account = find_account(email)
        if account is None or account.email == COMMAND_LINE:
            raise RuleBroken("There is no account with that email address.")
        keeping_actions.give_password(account, password, by=actions.command_line().id, at=clock.now())
        db.session.commit()
        given = account.id
    say({"account": given}, as_json=as_json, words=f"Account {given} has another password.")


@click.command("reseal")
@as_json
def reseal(as_json: bool) -> None:
    """Seal every second factor under the present SECRET_KEY, opening those sealed under OLD_SECRET_KEYS."""
    begin_writing()
    count = factor_actions.reseal_factors(at=clock.now())
    db.session.commit()
    say({"resealed": count}, as_json=as_json, words=f"{count} second factors are sealed under SECRET_KEY.")


COMMANDS: list[click.Command] = [open_account, give_password, reseal]
