"""`flask open-account`: the first account of a borough, before anybody can sign in."""

import click

from accounts import actions
from accounts.passwords import SHORTEST
from accounts.permissions import Role
from app.cli.answering import as_json, refusing, say
from foundation.database import begin_writing, db


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


COMMANDS: list[click.Command] = [open_account]
