"""What every command needs: its settings, the servers they name or those of the data folder, and a progress bar."""

import os
import shutil
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click
import msgspec

from rowlock import settings as settings_module
from rowlock.settings import Settings

if TYPE_CHECKING:
    from rowlock.embedded.servers import Endpoints

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])

data_option: Final[Callable[[F], F]] = click.option(
    "--data",
    metavar="DIR",
    help="The data folder; its servers are found, started or not.  [default: ROWLOCK_DATA, else .rowlock]",
)


def read(data: str | None, **given: str) -> Settings:
    """Settings from the environment and the command line, with a signing secret; SettingsError when one is wrong."""
    if data is not None:
        given["data"] = data
    return settings_module.with_kept_secret(settings_module.read(os.environ, **given))


def has_servers(settings: Settings) -> bool:
    """True when the settings name both servers, so that none of our own is needed."""
    return settings.database_url is not None and settings.redis_url is not None


def joined(settings: Settings, endpoints: "Endpoints | None" = None) -> Settings:
    """The settings with the servers found where they name none. A database without an owner's URL has one role."""
    owner_url = settings.database_owner_url
    if settings.database_url is not None:
        owner_url = owner_url or settings.database_url
    if endpoints is None:
        return msgspec.structs.replace(settings, database_owner_url=owner_url)
    return msgspec.structs.replace(
        settings,
        database_url=settings.database_url or endpoints.database_url,
        database_owner_url=owner_url or endpoints.owner_url,
        redis_url=settings.redis_url or endpoints.redis_url,
    )


@contextmanager
def opened(data: str | None, **given: str) -> Iterator[Settings]:
    """Complete settings for one command. Servers of the data folder are joined, or started for as long as it runs."""
    settings = read(data, **given)
    if has_servers(settings):
        yield joined(settings)
        return
    from rowlock.embedded.servers import attached

    with attached(settings.data_folder) as endpoints:
        yield joined(settings, endpoints)


def environment(settings: Settings, **given: str) -> dict[str, str]:
    """What a child process is started with, so that it sees the same shop."""
    found = {
        "ROWLOCK_DATA": settings.data,
        "ROWLOCK_DATABASE_URL": settings.database_url,
        "ROWLOCK_DATABASE_OWNER_URL": settings.database_owner_url,
        "ROWLOCK_REDIS_URL": settings.redis_url,
        "ROWLOCK_BASE_URL": settings.base_url,
        **given,
    }
    return {**os.environ, **{name: value for name, value in found.items() if value is not None}}


def counted_environment(settings: Settings, **given: str) -> dict[str, str]:
    """The same for processes that serve together: they count into one empty folder, of which `/metrics` is the sum."""
    folder = settings.data_folder / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    # prometheus_client reads it when it is imported.
    return {**environment(settings, **given), "PROMETHEUS_MULTIPROC_DIR": str(folder)}


def process(*arguments: str) -> tuple[str, ...]:
    """The command line of one of our own processes."""
    return (sys.executable, "-m", "rowlock", *arguments)


def run(work: Coroutine[Any, Any, T]) -> T:
    """asyncio.run, imported late: `rowlock --help` has no use for it."""
    import asyncio

    return asyncio.run(work)


def end(code: int) -> None:
    """Ends the command with this exit code."""
    click.get_current_context().exit(code)


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """Yields `on_progress(done, total)`: a bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
