"""Who is calling: the actor of a request, found at most once, and the guards that ask for a role.

Three ways to say who one is: a session's access token in the Authorization header, the same token in a cookie (then
every change must carry a CSRF token), or an API key in the Authorization header.
"""

from collections.abc import Mapping
from typing import Any, Final, Literal, Protocol, cast
from uuid import UUID

import msgspec
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.types import Guard

from rowlock.errors import Forbidden, Unauthenticated
from rowlock.http.cookies import SessionCookies
from rowlock.http.errors import CHALLENGE, InsufficientScope, InvalidToken
from rowlock.http.gate import Principals
from rowlock.http.headers import all_of
from rowlock.security import events

Connection = ASGIConnection[Any, Any, Any, Any]

Area = Literal["catalogue", "orders", "pricing", "inventory", "analytics", "transfers", "users", "audit", "operations"]
"""What a scope of an API key is about: `orders` has the scopes `orders:read` and `orders:write`."""

AREA: Final = "area"
"""`opt={AREA: "orders"}` on a route for visitors too: an API key with that scope is taken for its owner, any other for
nobody, so that a storefront's server may call for its visitors."""

# A token of ours has some hundred bytes; nobody's time is spent on more.
_LONGEST_TOKEN: Final = 4096
_SCOPE_KEY: Final = "rowlock.actor"
_STATE_KEY: Final = "authenticator"
_COOKIES_KEY: Final = "cookies"


class Actor(msgspec.Struct, frozen=True):
    """A user with a live session, or whoever calls with a user's API key. `vendor_id` is set for vendors.

    `scopes` is None for a session, which may do all that the role may. Then `session_id` is set, else `api_key_id`.
    """

    user_id: UUID
    role: str
    session_id: UUID | None
    vendor_id: UUID | None
    email: str
    api_key_id: UUID | None = None
    scopes: frozenset[str] | None = None


class Authenticator(Principals, Protocol):
    """Implemented by accounts, which stands above; the app wires it."""

    async def authenticate(self, token: str) -> Actor:
        """The actor of an access token or of an API key; raises Unauthenticated."""
        ...


def known_actor(scope: Mapping[str, Any]) -> Actor | None:
    """The actor of a request where somebody has asked for him already."""
    actor: Actor | None = scope.get(_SCOPE_KEY)
    return actor


async def identify(connection: Connection) -> Actor | None:
    """The actor of a request, None for a visitor without a token; a token that is not valid is refused."""
    scope = cast(dict[str, Any], connection.scope)
    if _SCOPE_KEY in scope:
        known: Actor | None = scope[_SCOPE_KEY]
        return known
    cookies: SessionCookies = connection.app.state[_COOKIES_KEY]
    authenticator: Authenticator = connection.app.state[_STATE_KEY]
    token = bearer_token(connection)
    actor = None
    if token is not None:
        actor = await authenticator.authenticate(token)
    elif (token := cookies.access_token(scope)) is not None:
        actor = await authenticator.authenticate(token)
        if actor.session_id is None:
            raise InvalidToken("An API key goes into the Authorization header")
        cookies.check(scope, actor.session_id)
    scope[_SCOPE_KEY] = actor
    return actor


async def require(connection: Connection) -> Actor:
    """The actor of a request; nobody is refused."""
    actor = await identify(connection)
    if actor is None:
        raise Unauthenticated(headers={"WWW-Authenticate": CHALLENGE})
    return actor


async def require_person(connection: Connection, area: str | None = None) -> Actor:
    """The actor of a route that is about himself: no API key speaks for him there, unless it has a scope for it."""
    actor = await require(connection)
    if actor.scopes is not None and (area is None or _scope(area, connection) not in actor.scopes):
        raise InsufficientScope("No API key may do this; log in")
    return actor


async def identify_visitor(connection: Connection, area: str | None) -> Actor | None:
    """Who calls a route that is for visitors too. An API key without the scope of its area is nobody."""
    actor = await identify(connection)
    if actor is None or actor.scopes is None:
        return actor
    if area is not None and _scope(area, connection) in actor.scopes:
        return actor
    cast(dict[str, Any], connection.scope)[_SCOPE_KEY] = None
    return None


def requires_role(*roles: str, area: Area) -> Guard:
    """A guard that lets only these roles pass: `guards=[requires_role("admin", area="orders")]`.

    An API key passes with its owner's role and the scope of the area: `orders:read` for GET, else `orders:write`.
    """

    async def guard(connection: Connection, _: BaseRouteHandler) -> None:
        actor = await require(connection)
        if actor.role not in roles:
            events.report("role.refused", role=actor.role, path=connection.scope["path"])
            raise Forbidden
        if actor.scopes is not None and (scope := _scope(area, connection)) not in actor.scopes:
            events.report("scope.refused", wanted=scope, path=connection.scope["path"])
            raise InsufficientScope(f"This needs the scope {scope}")

    guard.roles = roles  # type: ignore[attr-defined]  # the API's documentation says who may call
    guard.area = area  # type: ignore[attr-defined]
    return guard


def requires_person(*roles: str) -> Guard:
    """A guard that lets only these roles pass, and no API key."""

    async def guard(connection: Connection, _: BaseRouteHandler) -> None:
        if (await require_person(connection)).role not in roles:
            events.report("role.refused", path=connection.scope["path"])
            raise Forbidden

    guard.roles = roles  # type: ignore[attr-defined]  # the API's documentation says who may call
    return guard


def _scope(area: str, connection: Connection) -> str:
    scope = cast(dict[str, Any], connection.scope)
    return f"{area}:read" if scope["method"] == "GET" else f"{area}:write"


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
