"""The command `rowlock`: its parts, and how every failure becomes one line and an exit code."""

import sys
from collections.abc import Sequence
from typing import Final, NoReturn

import click

from rowlock.cli import database, serve, settings, shop, stopping, up
from rowlock.embedded.binaries import ServersUnavailable
from rowlock.errors import RowlockError
from rowlock.settings import SettingsError

_FAILED: Final = 1
_REFUSED: Final = 2
_INTERRUPTED: Final = 130

# Their messages are written for people; anything else is our mistake and says so.
_SPEAKING: Final = ("rowlock.", "asyncpg.", "redis.")


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="Settings are environment variables, ROWLOCK_*; `rowlock settings` shows those in force. "
    "Exit codes: 0 well, 1 a failure or a finding, 2 a wrong setting or option.",
)
def rowlock() -> None:
    """Rowlock, a headless commerce backend that never sells the same thing twice."""


for _command in (up.up, serve.serve, serve.worker, database.migrate, database.check, database.verify):
    rowlock.add_command(_command)
for _command in (shop.user, shop.imports, shop.demo, settings.settings):
    rowlock.add_command(_command)


def main() -> NoReturn:
    stopping.install()
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """The exit code; whatever went wrong has been told in one line on the standard error."""
    try:
        code = rowlock.main(list(arguments) or ["--help"], prog_name="rowlock", standalone_mode=False)
    except click.UsageError as error:
        hint = f" (see {error.ctx.command_path} --help)" if error.ctx is not None else ""
        return _tell(error.format_message() + hint, _REFUSED)
    except click.ClickException as error:
        return _tell(error.format_message(), error.exit_code)
    except stopping.Stopped as stopped:
        return stopped.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _INTERRUPTED
    except SettingsError as error:
        return _tell(str(error), _REFUSED)
    except RowlockError as error:
        return _tell(error.detail, _FAILED)
    except (ServersUnavailable, OSError) as error:
        return _tell(str(error), _FAILED)
    except Exception as error:
        name = f"{type(error).__module__}.{type(error).__qualname__}"
        if name.endswith((".UndefinedTableError", ".UndefinedFunctionError")):
            return _tell("the database lacks this program's schema; run rowlock migrate", _FAILED)
        text = str(error) if name.startswith(_SPEAKING) else f"internal error: {name}: {error}"
        return _tell(text, _FAILED)
    return code if isinstance(code, int) else 0


def _tell(text: str, code: int) -> int:
    click.echo("rowlock: " + " ".join(text.split()), err=True)
    return code
