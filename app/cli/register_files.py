"""`flask import …` and `flask load-reference`."""

import click

COMMANDS: list[click.Command] = []
