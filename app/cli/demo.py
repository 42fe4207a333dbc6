"""`flask demo`: the sample borough on this machine."""

import click
import flask_migrate
from flask import current_app
from sqlalchemy import select

from app.cli.answering import refusing
from app.demo.load import PASSWORD, SampleAccount, load_sample, sample_accounts
from foundation import clock
from foundation.database import db
from foundation.errors import RuleBroken
from people.person import Person


@click.command("demo")
def demo() -> None:
    """Prepare the sample borough if it is not there yet, and print its sign-ins. Safe to repeat."""
    with refusing():
        flask_migrate.upgrade()
        accounts = sample_accounts()
        if not accounts:
            _refuse_a_real_register()
            click.echo("Laying down five years of the sample borough. This takes less than a minute.")
            load_sample(current_app.config["SETTINGS"].LOCALITY, clock.today())
            db.session.commit()
            accounts = sample_accounts()
    click.echo(_in_words(accounts))


def _refuse_a_real_register() -> None:
    if db.session.scalars(select(Person.id).limit(1)).first() is not None:
        raise RuleBroken("This register already holds people, so the sample borough is not laid over it.")


def _in_words(accounts: list[SampleAccount]) -> str:
    width = max(len(account.email) for account in accounts)
    lines = [f"  {account.email:<{width}}  {account.name}" for account in accounts]
    return "\n".join([f"Sample sign-ins, all of invented people, all with the password {PASSWORD}:", *lines])


COMMANDS: list[click.Command] = [demo]
