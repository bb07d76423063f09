"""`rowlock up`: the whole shop from one command, everything it needs started, watched and stopped in order."""

import contextlib
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click
import msgspec

from rowlock.cli import context, database, first_start, stopping
from rowlock.cli.serve import commands
from rowlock.settings import Settings

if TYPE_CHECKING:
    from rowlock.embedded.servers import Servers


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=5000, show_default=True, help="The port of the api.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="How many api processes.")
@click.option("--demo/--no-demo", default=True, show_default=True, help="Give an empty shop the demo catalogue.")
@context.data_option
def up(port: int, host: str, workers: int, demo: bool, data: str | None) -> None:
    """Open the whole shop; Ctrl-C closes it.

    Starts servers of its own unless URLs are set, migrates, runs the api and the worker, and prints where they are.
    What dies is started again. SIGTERM or Ctrl-C stops everything in order. All data stays in the data folder and
    is there again at the next start.
    """
    with contextlib.suppress(stopping.Stopped):  # a stop while it starts is orderly too
        _run(port, host, workers, demo, data)


def _run(port: int, host: str, workers: int, demo: bool, data: str | None) -> None:
    from rowlock import logs, supervisor

    read = context.read(data)
    logs.configure(read)
    with _servers(read) as (settings, servers), supervisor.listen(host, port) as listener:
        if "ROWLOCK_BASE_URL" not in os.environ:
            settings = msgspec.structs.replace(settings, base_url=_base_url(listener))
        stopping.check()
        database.apply_migrations(settings)
        first_start.prepare(settings, demo=demo)
        worker = supervisor.Command("worker", context.process("worker"), stops=1, may_wait=True)
        environment = context.counted_environment(settings)
        running = supervisor.Supervisor([*commands(listener, workers), worker], environment, servers)
        stopping.check()
        running.run(_reached_at(listener), lambda: _tell(settings, host_servers=servers is not None))


@contextmanager
def _servers(settings: Settings) -> Iterator[tuple[Settings, "Servers | None"]]:
    if context.has_servers(settings):
        yield context.joined(settings), None
        return
    from rowlock.embedded import servers

    running = servers.start(settings.data_folder)
    try:
        yield context.joined(settings, running.endpoints), running
    finally:
        running.stop()


def _reached_at(listener: socket.socket) -> tuple[str, int]:
    """Where we reach it ourselves: an address that means all of them is none to connect to."""
    host, port = listener.getsockname()[:2]
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port  # noqa: S104


def _base_url(listener: socket.socket) -> str:
    host, port = _reached_at(listener)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _tell(settings: Settings, *, host_servers: bool) -> None:
    folder = settings.data_folder
    lines = [
        ("API", f"{settings.base_url}/api/v1"),
        ("Documentation", f"{settings.base_url}/docs  and  {settings.base_url}/redoc"),
        ("Admin pages", f"{settings.base_url}/admin"),
    ]
    admin = first_start.kept_admin(settings)
    if admin is not None:
        lines.append(("Admin", f"{admin.email}  password {admin.password}"))
    if settings.smtp_url is None:
        lines.append(("Mails", f"{folder / 'mail'}"))
    if settings.env == "development":
        lines.append(("Mail previews", f"{settings.base_url}/dev/mail"))
    lines.append(("Data", f"{folder}"))
    if host_servers:
        lines.append(("Server logs", f"{folder / 'log'}"))
    click.echo("\nRowlock is open.\n\n" + "\n".join(f"  {name:<14} {text}" for name, text in lines) + "\n")
    sys.stdout.flush()
