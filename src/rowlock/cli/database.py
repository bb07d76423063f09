"""`rowlock migrate`, `check` and `verify`: the schema, the SQL files against it, and the truth of what is stored."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from rowlock.cli import context
from rowlock.settings import Settings


def apply_migrations(settings: Settings) -> list[str]:
    """The names of those applied now. Imports the database driver, so call it late."""
    from rowlock.db.migrate import migrate

    assert settings.database_url
    assert settings.database_owner_url
    return context.run(
        migrate(
            settings.database_owner_url,
            settings.database_url,
            currency=settings.currency,
            time_zone=settings.time_zone,
            prices_include_tax=settings.prices_include_tax,
        )
    )


@contextmanager
def _fresh() -> Iterator[Settings]:
    from rowlock.embedded import servers

    with tempfile.TemporaryDirectory(prefix="rowlock-check-") as data:
        running = servers.start(Path(data), durable=False)
        try:
            settings = context.joined(Settings(data=data), running.endpoints)
            apply_migrations(settings)
            yield settings
        finally:
            running.stop()


@click.command()
@click.option("--status", is_flag=True, help="Only list the migrations; exits 1 when some are missing.")
@context.data_option
def migrate(status: bool, data: str | None) -> None:
    """Bring the database to this program's schema.

    Safe to run from several places at once: they wait for each other.
    """
    with context.opened(data) as settings:
        from rowlock.db import migrate as migrations

        assert settings.database_owner_url
        if status:
            states = context.run(migrations.status(settings.database_owner_url))
            for state in states:
                click.echo(f"{'applied' if state.is_applied else 'missing'}  {state.name}")
            if not all(state.is_applied for state in states):
                context.end(1)
            return
        applied = apply_migrations(settings)
    for name in applied:
        click.echo(f"applied  {name}")
    if not applied:
        click.echo("nothing to apply")


@click.command()
@click.option("--fresh", is_flag=True, help="Use a new database of this program's schema, thrown away afterwards.")
@context.data_option
def check(fresh: bool, data: str | None) -> None:
    """Check every SQL file against the database.

    Each is prepared there, and its parameters and columns compared. Exits 1 with what does not fit.
    """
    with _fresh() if fresh else context.opened(data) as settings:
        from rowlock.db import checks

        assert settings.database_url
        problems = context.run(checks.check_statements(settings.database_url))
    for problem in problems:
        click.echo(problem)
    if problems:
        context.end(1)
    click.echo("every statement fits the database")


@click.command()
@click.option("--repair", is_flag=True, help="Also repair what can be computed anew, like counters and read models.")
@context.data_option
def verify(repair: bool, data: str | None) -> None:
    """Look for anything that must not be.

    Stock without its ledger, totals that are no sums, two orders of one cart, … Exits 1 with the ids.
    """
    with context.opened(data) as settings:
        from rowlock.operations import invariants

        assert settings.database_url
        findings = context.run(invariants.run(settings.database_url, repair))
    for finding in findings:
        click.echo(f"{finding.name}: {finding.description}: {' '.join(finding.ids)}")
    if findings:
        context.end(1)
    click.echo("nothing is wrong")
