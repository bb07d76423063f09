"""How the rate limits meet a request: whom it counts for, and what it is told.

Every request counts, also one that no route answers: for its account or API key where it carries a good one, else for
its address. Routes that are dear or dangerous name a further policy: `opt=limited("auth")`.
"""

from collections.abc import Mapping
from typing import Any, Final, Protocol
from urllib.parse import unquote_plus

import redis.asyncio

from rowlock.http.client_address import ClientAddresses
from rowlock.http.cookies import SessionCookies
from rowlock.http.errors import TooManyRequests
from rowlock.rate_limits import verdicts
from rowlock.rate_limits.limiter import Limiter, Spare
from rowlock.rate_limits.policies import PolicyName, policies
from rowlock.rate_limits.verdicts import Verdict
from rowlock.settings import Settings

# Who watches the shop is not to be told that he watches too often.
_EXEMPT: Final = frozenset(("/health", "/health/ready", "/metrics"))
# A payment provider tells of all orders from a few addresses, and stops telling where it is refused.
_EVENTS: Final = ("/api/v1/payments/", "/webhook")
_OPT: Final = "rate_limit"
_VERDICTS: Final = "rowlock.rate_limits"
COUNTED: Final = "rowlock.is_counted"
"""Set in the ASGI scope of a request that the shop makes itself: those it is made for were counted."""
_SUBJECT: Final = "rowlock.rate_limit_subject"
# To connect; how long a request may wait for Redis the limiter says.
_REDIS_SECONDS: Final = 1.0


class Principals(Protocol):
    """Implemented by accounts, which stands above; the app wires it."""

    def principal_of(self, token: str) -> tuple[PolicyName, str] | None:
        """The policy and the subject that a token counts for, without a look into the database; None for a token that
        is not known to be good.
        """
        ...


def limited(policy: PolicyName, *, if_query: str | None = None) -> dict[str, Any]:
    """`opt=limited("export")` on a route; with `if_query` only for requests that have that query parameter."""
    return {_OPT: (policy, if_query)}


class Gate:
    """Admits requests. It knows addresses from the start, and the limiter once the api is connected."""

    def __init__(self, settings: Settings) -> None:
        self.addresses = ClientAddresses(settings.proxies)
        self._policies = policies(settings)
        self._lines = {p.name: verdicts.line_form(p) for p in (self._policies or {}).values()}
        self._settings = settings
        self._cookies = SessionCookies(settings)
        self._limiter: Limiter | None = None
        self._principals: Principals | None = None

    def open(self, principals: Principals, kept: Spare) -> "redis.asyncio.Redis | None":
        """Begins to count, and returns the connections to close in the end; None where the shop limits nobody."""
        if self._policies is None:
            return None
        client: redis.asyncio.Redis = redis.asyncio.Redis.from_url(
            self._settings.redis_url or "", socket_timeout=_REDIS_SECONDS, socket_connect_timeout=_REDIS_SECONDS
        )
        # While Redis is away the catalogue is limited by each process alone, passwords and codes by PostgreSQL.
        self._limiter = Limiter(client, {"auth": kept})
        self._principals = principals
        return client

    async def sweep(self) -> None:
        if self._limiter is not None:
            await self._limiter.sweep()

    async def admit(self, scope: Any, headers: dict[bytes, bytes], client: str) -> None:
        """TooManyRequests where whoever asks has asked too often."""
        if self._limiter is None or self._policies is None or _is_exempt(scope["path"]):
            return
        name, subject = self._subject(scope, headers, client)
        scope[_SUBJECT] = subject
        policy = self._policies.get(name)
        if policy is None:
            return
        verdict = self._limiter.try_take(policy, subject) or await self._limiter.take(policy, subject)
        scope[_VERDICTS] = [verdict]
        if not verdict.is_allowed:
            raise _refusal(verdict)

    def admit_at_once(self, client: str) -> bytes | None:
        """Admits a visitor of a route without a policy of its own: the header lines that tell of it. None where `admit`
        must decide, and nothing was counted."""
        if self._limiter is None or self._policies is None or "address" not in self._policies:
            return b""
        policy = self._policies["address"]
        verdict = self._limiter.spend(policy, self.addresses.key_of(client))
        return None if verdict is None else verdicts.line(self._lines[policy.name], verdict)

    async def admit_to_route(self, scope: Any, opt: Mapping[str, Any], client: str) -> None:
        """The same for the policy that a route names."""
        if self._limiter is None or self._policies is None or COUNTED in scope:
            return
        if not is_limited(opt, scope["query_string"]):
            return
        name = opt[_OPT][0]
        policy = self._policies[name]
        # Passwords are guessed at from an address, whoever is logged in there.
        subject = self.addresses.key_of(client) if name == "auth" else scope[_SUBJECT]
        verdict = self._limiter.try_take(policy, subject) or await self._limiter.take(policy, subject)
        scope.setdefault(_VERDICTS, []).append(verdict)
        if not verdict.is_allowed:
            raise _refusal(verdict)

    def _subject(self, scope: Any, headers: dict[bytes, bytes], client: str) -> tuple[PolicyName, str]:
        token = None
        if (authorization := headers.get(b"authorization")) is not None:
            token = authorization[7:].decode("latin-1")
        elif b"cookie" in headers:
            token = self._cookies.access_token(scope)
        if token is not None and self._principals is not None:
            found = self._principals.principal_of(token)
            if found is not None:
                return found
        return "address", self.addresses.key_of(client)


def _is_exempt(path: str) -> bool:
    # One page of a shop shows dozens of pictures, which browsers keep for good.
    return path in _EXEMPT or path.startswith("/media/") or (path.startswith(_EVENTS[0]) and path.endswith(_EVENTS[1]))


def headers_of(scope: Any) -> list[tuple[bytes, bytes]]:
    """What an answer tells of the limits that its request was counted for."""
    told = scope.get(_VERDICTS)
    return verdicts.headers(told) if told else []


def is_limited(opt: Mapping[str, Any], query: bytes) -> bool:
    """Whether a policy counts such a request to a route beside the one for every request."""
    if _OPT not in opt:
        return False
    if_query: str | None = opt[_OPT][1]
    return if_query is None or _has_parameter(query, if_query)


def _has_parameter(query: bytes, name: str) -> bool:
    """Also where the name is written in another way, like `%71` for `q`."""
    return any(unquote_plus(part.partition("=")[0]) == name for part in query.decode("latin-1").split("&"))


def _refusal(verdict: Verdict) -> TooManyRequests:
    return TooManyRequests(
        f"At most {verdict.policy.limit} requests in {verdict.policy.window_seconds} s",
        headers=verdicts.retry_after(verdict),
    )
