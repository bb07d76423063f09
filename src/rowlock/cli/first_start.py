"""What an empty shop is given by `rowlock up`: an admin, whose password is kept to be shown again, and demo goods."""

import secrets
import subprocess
import sys
from pathlib import Path
from typing import Final

import click
import msgspec

from rowlock.cli import context
from rowlock.embedded.passwords import write_private
from rowlock.errors import Conflict
from rowlock.settings import Settings

ADMIN_EMAIL: Final = "admin@rowlock.example"


class Admin(msgspec.Struct, frozen=True):
    email: str
    password: str


def prepare(settings: Settings, *, demo: bool) -> None:
    """Quick where it was done before: later starts have their readiness to think of."""
    settings.data_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if settings.env == "development" and not _admin_file(settings).exists():
        _create_admin(settings)
    seen = settings.data_folder / "demo-catalogue"
    if demo and not seen.exists():
        if sys.stderr.isatty():
            click.echo("Loading the demo catalogue …", err=True)
        _load_demo(settings)
        seen.touch(mode=0o600)


def _load_demo(settings: Settings) -> None:
    """In a process of its own: drawing pictures takes memory, and this one stays for as long as the shop is open."""
    loaded = subprocess.run(  # noqa: S603  our own program
        context.process("demo", "--if-empty"), env=context.environment(settings), stdin=subprocess.DEVNULL
    )
    if loaded.returncode != 0:
        raise click.ClickException("the demo catalogue could not be loaded; `rowlock up --no-demo` goes without")


def kept_admin(settings: Settings) -> Admin | None:
    """The admin that an earlier start created. Its password may have been changed since."""
    path = _admin_file(settings)
    return msgspec.json.decode(path.read_bytes(), type=Admin) if path.exists() else None


def _create_admin(settings: Settings) -> None:
    """The password is written down before the account exists, so that a crash between the two loses nothing."""
    from rowlock.accounts import door

    planned = settings.data_folder / "admin.planned.json"
    if planned.exists():
        admin = msgspec.json.decode(planned.read_bytes(), type=Admin)
        is_ours = True
    else:
        admin = Admin(ADMIN_EMAIL, secrets.token_urlsafe(15))
        write_private(planned, msgspec.json.encode(admin))
        is_ours = False
    try:
        context.run(door.create_user(settings, admin.email, admin.password, "admin"))
        is_ours = True
    except Conflict:
        # Created by the start that crashed, or, on a database that is older than this folder, by somebody else.
        pass
    if is_ours:
        planned.rename(_admin_file(settings))
    else:
        planned.unlink()


def _admin_file(settings: Settings) -> Path:
    return settings.data_folder / "admin.json"
