"""Has changes that were refused written down too: those of admins and vendors, who have a role to misuse."""

from typing import Any, Final

import msgspec
import structlog

from rowlock.audit import commands
from rowlock.audit.commands import Refusal
from rowlock.db.database import Database
from rowlock.errors import RowlockError
from rowlock.http.auth import known_actor

_log: Final = structlog.get_logger("rowlock.audit")
_UNSAFE: Final = ("POST", "PUT", "PATCH", "DELETE")
_ROLES: Final = ("admin", "vendor")
# What the shop refuses for who asks or for how things stand; a body with a typing mistake is nobody's business.
_STATUSES: Final = (403, 404, 409, 412)


async def record_refusal(error: Exception, scope: Any) -> None:
    """A hook of the app, called with every error before it is answered."""
    if scope["type"] != "http" or scope["method"] not in _UNSAFE or not isinstance(error, RowlockError):
        return
    actor = known_actor(scope)
    if actor is None or actor.role not in _ROLES or error.status not in _STATUSES:
        return
    handler = scope.get("route_handler")
    if handler is None or not any(hasattr(guard, "roles") for guard in handler.resolve_guards()):
        return
    database: Database = scope["litestar_app"].state["database"]
    refusal = Refusal(actor.user_id, scope["path"], scope["method"], error.status, error.code)
    try:
        await database.run(commands.record_refusal, refusal)
    except Exception as failure:
        # The refusal stands, whether or not it could be written down.
        _log.error("audit.lost", **msgspec.structs.asdict(refusal), error=f"{type(failure).__name__}: {failure}")
