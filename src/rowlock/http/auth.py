"""Who is calling: the actor of a request, found at most once, and the guards that ask for a role."""

from typing import Any, Final, Protocol, cast
from uuid import UUID

import msgspec
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.types import Guard

from rowlock.errors import Forbidden, Unauthenticated
from rowlock.http.errors import CHALLENGE, InvalidToken
from rowlock.http.headers import all_of

Connection = ASGIConnection[Any, Any, Any, Any]

# A token of ours has some hundred bytes; nobody's time is spent on more.
_LONGEST_TOKEN: Final = 4096
_SCOPE_KEY: Final = "rowlock.actor"
_STATE_KEY: Final = "authenticator"


class Actor(msgspec.Struct, frozen=True):
    """A user with a live session. `vendor_id` is set for vendors."""

    user_id: UUID
    role: str
    session_id: UUID
    vendor_id: UUID | None
    email: str


class Authenticator(Protocol):
    """Implemented by accounts, which stands above; the app wires it."""

    async def authenticate(self, token: str) -> Actor:
        """The actor of an access token; raises Unauthenticated."""
        ...


async def identify(connection: Connection) -> Actor | None:
    """The actor of a request, None for a visitor without a token; a token that is not valid is refused."""
    scope = cast(dict[str, Any], connection.scope)
    if _SCOPE_KEY in scope:
        known: Actor | None = scope[_SCOPE_KEY]
        return known
    token = bearer_token(connection)
    actor = None
    if token is not None:
        authenticator: Authenticator = connection.app.state[_STATE_KEY]
        actor = await authenticator.authenticate(token)
    scope[_SCOPE_KEY] = actor
    return actor


async def require(connection: Connection) -> Actor:
    """The actor of a request; nobody is refused."""
    actor = await identify(connection)
    if actor is None:
        raise Unauthenticated(headers={"WWW-Authenticate": CHALLENGE})
    return actor


def requires_role(*roles: str) -> Guard:
    """A guard that lets only these roles pass: `guards=[requires_role("admin")]`."""

    async def guard(connection: Connection, _: BaseRouteHandler) -> None:
        if (await require(connection)).role not in roles:
            raise Forbidden

    guard.roles = roles  # type: ignore[attr-defined]  # the API's documentation says who may call
    return guard


def bearer_token(connection: Connection) -> str | None:
    """The token of the Authorization header (RFC 6750), never of the query; anything else in the header is refused."""
    headers = all_of(connection.scope, b"authorization")
    if not headers:
        return None
    scheme, _, token = headers[0].partition(b" ")
    token = token.strip(b" ")
    if len(headers) > 1 or scheme.lower() != b"bearer" or not token or len(token) > _LONGEST_TOKEN:
        raise InvalidToken("Send one header: Authorization: Bearer <access token>")
    if not token.isascii() or b" " in token:
        raise InvalidToken
    return token.decode("ascii")


async def provide_actor(request: Connection) -> Actor:
    return await require(request)


async def provide_visitor(request: Connection) -> Actor | None:
    return await identify(request)
