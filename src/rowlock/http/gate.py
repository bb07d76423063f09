"""How the rate limits meet a request: whom it counts for, and what it is told.

Every request counts, also one that no route answers: for its account or API key where it carries a good one, else for
its address. Routes that are dear or dangerous name a further policy: `opt=limited("auth")`.
"""

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
_OPT: Final = "rate_limit"
_VERDICTS: Final = "rowlock.rate_limits"
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

    async def admit_to_route(self, scope: Any, opt: dict[str, Any], client: str) -> None:
        """The same for the policy that a route names."""
        if self._limiter is None or self._policies is None or _OPT not in opt:
            return
        name, if_query = opt[_OPT]
        if if_query is not None and not _has_parameter(scope["query_string"], if_query):
            return
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
    return path in _EXEMPT or path.startswith("/media/")


def headers_of(scope: Any) -> list[tuple[bytes, bytes]]:
    """What an answer tells of the limits that its request was counted for."""
    told = scope.get(_VERDICTS)
    return verdicts.headers(told) if told else []


def _has_parameter(query: bytes, name: str) -> bool:
    """Also where the name is written in another way, like `%71` for `q`."""
    return any(unquote_plus(part.partition("=")[0]) == name for part in query.decode("latin-1").split("&"))


def _refusal(verdict: Verdict) -> TooManyRequests:
    return TooManyRequests(
        f"At most {verdict.policy.limit} requests in {verdict.policy.window_seconds} s",
        headers=verdicts.retry_after(verdict),
    )
