"""How HTTP itself refuses, before a feature is asked.

InvalidJson             400
InvalidCursor           400
InvalidIdempotencyKey   400
InvalidToken            401
InsufficientScope       403
CsrfFailed              403
RouteNotFound           404
MethodNotAllowed        405
RequestTimeout          408
PayloadTooLarge         413
UriTooLong              414
UnsupportedMediaType    415
TooManyRequests         429
HeadersTooLarge         431
"""

from rowlock.errors import Forbidden, InvalidRequest, NotFound, RowlockError, Unauthenticated

CHALLENGE = 'Bearer realm="rowlock"'


class InvalidJson(InvalidRequest):
    """The body is not well-formed JSON"""

    code = "invalid_json"


class InvalidCursor(InvalidRequest):
    """This cursor does not belong to this list"""

    code = "invalid_cursor"


class InvalidIdempotencyKey(InvalidRequest):
    """The idempotency key must be 1 to 255 visible ASCII characters"""

    code = "invalid_idempotency_key"


class ClientDisconnected(InvalidRequest):
    """The client went away before its request was whole"""

    code = "client_disconnected"


class InvalidToken(Unauthenticated):
    """The access token is not valid"""

    code = "invalid_token"

    def __init__(self, detail: str | None = None) -> None:
        super().__init__(detail, headers={"WWW-Authenticate": f'{CHALLENGE}, error="invalid_token"'})


class InsufficientScope(Forbidden):
    """This API key may not do that"""

    code = "insufficient_scope"


class CsrfFailed(Forbidden):
    """It cannot be told that this change was meant"""

    code = "csrf_failed"


class RouteNotFound(NotFound):
    """There is nothing at this address"""


class MethodNotAllowed(RowlockError):
    """This address does not know that method"""

    status = 405
    code = "method_not_allowed"


class RequestTimeout(RowlockError):
    """The request did not arrive in time"""

    status = 408
    code = "request_timeout"


class PayloadTooLarge(RowlockError):
    """The body is larger than this shop accepts"""

    status = 413
    code = "payload_too_large"


class UriTooLong(RowlockError):
    """The address is longer than this shop accepts"""

    status = 414
    code = "uri_too_long"


class UnsupportedMediaType(RowlockError):
    """The body has a type or an encoding that is not accepted here"""

    status = 415
    code = "unsupported_media_type"


class TooManyRequests(RowlockError):
    """Too many requests; wait a little"""

    status = 429
    code = "rate_limited"


class HeadersTooLarge(RowlockError):
    """The headers are larger or more than this shop accepts"""

    status = 431
    code = "headers_too_large"
