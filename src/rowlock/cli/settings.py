"""`rowlock settings`: what is in force, with secrets masked."""

import os

import click

from rowlock import settings as settings_module
from rowlock.cli import context


@click.command()
@context.data_option
def settings(data: str | None) -> None:
    """Print the settings in force.

    Secrets are masked. Exits 2 when a setting makes no sense.
    """
    given = {} if data is None else {"data": data}
    for name, value in settings_module.read(os.environ, **given).shown().items():
        click.echo(f"ROWLOCK_{name.upper()}={'' if value is None else value}")
