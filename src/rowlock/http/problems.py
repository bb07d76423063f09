"""Turns every exception into a problem document (RFC 9457); nothing else formats an error."""

from typing import Any, Final

import litestar
import msgspec
import structlog
from litestar import Response
from litestar.exceptions import HTTPException, MethodNotAllowedException, ValidationException
from litestar.types import ExceptionHandlersMap

from rowlock.errors import InvalidRequest, InvalidValue, NotFound, RowlockError, Unauthenticated, Unavailable
from rowlock.http.errors import CHALLENGE, InvalidJson, MethodNotAllowed, PayloadTooLarge, RouteNotFound
from rowlock.http.json_body import invalid_value
from rowlock.http.options import allowed
from rowlock.storage.errors import FULL_ERRORS, StorageFull

log: Final = structlog.get_logger("rowlock.http")

MEDIA_TYPE: Final = "application/problem+json"

HIDES_COUNTS: Final = "hides_counts"
"""Under this key the app's state says whether the shop hides how many there are."""

# Refusals of buyers that would tell it; also those that are kept under an idempotency key and given again.
_COUNTED: Final = ("insufficient_stock", "out_of_stock")

# SQLSTATE classes and codes that say "not now": lost or refused connections, too many of them, a server that stops or
# starts, a statement or a lock that took too long, transactions that met too often.
_NOT_NOW: Final = ("08", "53", "57", "55P03", "25P03", "40001", "40P01")
_BAD_DATA: Final = "22"


class FieldError(msgspec.Struct, frozen=True):
    """One invalid value: where, and why."""

    path: str
    message: str


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """Every error answer (RFC 9457). Clients program against `code`; `errors` names invalid values by their path."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str
    errors: list[FieldError] | None = None


def of_exception(error: Exception) -> RowlockError:
    """The error that a caller is told about. What is our fault, or the database's, is logged here."""
    if isinstance(error, RowlockError):
        if error.status >= 500:
            _log_unavailable(error) if isinstance(error, Unavailable) else _log_failure(error)
        return error
    if isinstance(error, HTTPException):
        return _of_litestar(error)
    if isinstance(error, msgspec.ValidationError):
        return invalid_value(str(error))
    if isinstance(error, RecursionError):
        _log_failure(error)
        return InvalidRequest("The request is nested too deep")
    if isinstance(error, UnicodeError | LookupError) and _was_raised_in("litestar._multipart", error):
        return InvalidRequest("A field of the form is not in the character set that it names")
    if isinstance(error, OSError) and error.errno in FULL_ERRORS:
        _log_failure(error)  # a large upload waits in the folder for temporary files, which has its limit as well
        return StorageFull()
    sqlstate = getattr(error, "sqlstate", None) or ""
    if sqlstate.startswith(_BAD_DATA):
        # Validation has a hole: PostgreSQL was the first to mind.
        log.warning("database.refused_data", sqlstate=sqlstate, error=str(error))
        return InvalidRequest("A value cannot be stored")
    if sqlstate.startswith(_NOT_NOW) or _is_lost_connection(error):
        _log_unavailable(error)
        return Unavailable()
    _log_failure(error)
    return RowlockError()


def encode(error: RowlockError, request_id: str) -> tuple[list[tuple[str, str]], bytes]:
    """Headers and body of the answer."""
    document: dict[str, Any] = {
        "type": f"/problems/{error.code}",
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
        "code": error.code,
        "request_id": request_id,
    }
    for name, value in error.extra.items():
        document.setdefault(name, value)
    headers = dict(error.headers)
    if error.status == 401:
        headers.setdefault("WWW-Authenticate", CHALLENGE)
    return list(headers.items()), msgspec.json.encode(document)


def _handle(request: "litestar.Request[Any, Any, Any]", error: Exception) -> Response[bytes]:
    refusal = of_exception(error)
    if refusal.code in _COUNTED and request.app.state.get(HIDES_COUNTS):
        _hide_counts(refusal)
    headers, body = encode(refusal, str(request.scope.get("rowlock.request_id", "")))
    return Response(body, status_code=refusal.status, headers=dict(headers), media_type=MEDIA_TYPE)


def _hide_counts(refusal: RowlockError) -> None:
    refusal.extra.pop("available", None)
    for line in refusal.extra.get("lines", ()):
        line.pop("available", None)
    if refusal.code == "insufficient_stock":
        refusal.detail = "There are not that many"


HANDLERS: Final[ExceptionHandlersMap] = {Exception: _handle, HTTPException: _handle}


def _of_litestar(error: HTTPException) -> RowlockError:
    if isinstance(error, ValidationException):
        return _of_validation(error)
    if isinstance(error, MethodNotAllowedException):
        return MethodNotAllowed(headers={"Allow": allowed({*(error.headers or {}).get("allow", "").split(", ")})})
    known: dict[int, type[RowlockError]] = {401: Unauthenticated, 404: RouteNotFound, 413: PayloadTooLarge}
    if error.status_code in known:
        return known[error.status_code]()
    if error.status_code < 500:
        is_too_large = error.detail == "Request Entity Too Large"  # what 2.x says, as 400, of too many multipart parts
        return PayloadTooLarge() if is_too_large else InvalidRequest(error.detail)
    _log_failure(error)
    return RowlockError()


def _of_validation(error: ValidationException) -> RowlockError:
    found = []
    for entry in error.extra if isinstance(error.extra, list) else []:
        path, message = str(entry.get("key", "")), str(entry.get("message", ""))
        source = str(entry.get("source", ""))
        if path == "data":
            if message == "'data'":  # Litestar's words for no body at all
                return InvalidJson("This call needs a body")
            path = ""
        if source == "path":
            return NotFound()
        said: list[dict[str, str]] = invalid_value(message, path).extra["errors"]
        found += said
    if not found:
        # A query parameter or header that is required: Litestar names it in its text only.
        name = error.detail.split("'")[1] if error.detail.count("'") >= 2 else "request"
        found = [{"path": name, "message": "This value is required"}]
    return InvalidValue(f"{found[0]['path']}: {found[0]['message']}", errors=found)


def _is_lost_connection(error: Exception) -> bool:
    """True for time-outs and broken connections of the network, of asyncpg and of redis."""
    if isinstance(error, TimeoutError | ConnectionError):
        return True
    names = {f"{kind.__module__.partition('.')[0]}.{kind.__name__}" for kind in type(error).__mro__}
    if "asyncpg.InterfaceError" in names:
        return "connection" in str(error).lower()
    return bool(names & {"redis.ConnectionError", "redis.TimeoutError"})


def _was_raised_in(module: str, error: Exception) -> bool:
    step = error.__traceback__
    while step is not None and step.tb_frame.f_globals.get("__name__") != module:
        step = step.tb_next
    return step is not None


def _log_unavailable(error: Exception) -> None:
    cause = error.__cause__ or error
    log.warning("request.unavailable", error=f"{type(cause).__name__}: {cause}")


def _log_failure(error: Exception) -> None:
    log.error("request.failed", exc_info=error)
