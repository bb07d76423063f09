"""Sessions of browsers: the tokens in cookies that no script reads, and what proves that a change was meant.

A change must carry the CSRF token, which stands in a cookie that scripts of the storefront may read and is bound to the
session by the server's key, so that nobody can plant one. What a browser says of the origin must fit as well.
"""

import hmac
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from litestar.datastructures import Cookie

from rowlock.http.errors import CsrfFailed
from rowlock.http.headers import all_of, first_of
from rowlock.security import events, signatures
from rowlock.settings import Settings

_SAFE: Final = ("GET", "HEAD", "OPTIONS")
_PURPOSE: Final = "csrf"


class SessionCookies:
    """Makes and reads the cookies of a session. Where the shop is on HTTPS their names begin with `__Host-`: then no
    other host and no plain HTTP can set them (RFC 6265bis, section 4.1.3).
    """

    def __init__(self, settings: Settings) -> None:
        self._secrets = settings.secrets
        self._is_secure = settings.base_url.startswith("https://")
        prefix = "__Host-" if self._is_secure else ""
        self.access_name, self.refresh_name, self.csrf_name = (
            f"{prefix}rowlock_{kind}" for kind in ("access", "refresh", "csrf")
        )
        self._needle = self.access_name.encode() + b"="
        self._hosts = {urlsplit(settings.base_url).netloc.lower()}

    def access_token(self, scope: Mapping[str, Any]) -> str | None:
        """The access token of a browser; None without one."""
        headers = all_of(scope, b"cookie")
        if not headers or not any(self._needle in header for header in headers):
            return None
        return _cookies(headers).get(self.access_name)

    def refresh_token(self, scope: Mapping[str, Any]) -> str | None:
        return _cookies(all_of(scope, b"cookie")).get(self.refresh_name)

    def check(self, scope: Mapping[str, Any], session_id: UUID) -> None:
        """CsrfFailed unless the request only reads, or shows that a page of the shop's own made it."""
        # The edge makes HEAD a GET for the routes; both only read.
        if scope["method"] in _SAFE:
            return
        self.check_origin(scope)
        sent = (first_of(scope, b"x-csrf-token") or b"").decode("latin-1")
        cookie = _cookies(all_of(scope, b"cookie")).get(self.csrf_name, "")
        is_same = hmac.compare_digest(sent.encode(), cookie.encode())
        if not sent or not is_same or not signatures.verify(self._secrets, _PURPOSE, session_id.bytes, sent):
            events.report("csrf.refused", path=scope["path"])
            raise CsrfFailed("Send the value of the CSRF cookie as X-CSRF-Token")

    def check_origin(self, scope: Mapping[str, Any]) -> None:
        """CsrfFailed where the browser says that a page of somebody else's made the request."""
        origin = first_of(scope, b"origin")
        if origin is None:
            is_foreign = first_of(scope, b"sec-fetch-site") in (b"cross-site", b"same-site")
        else:
            netloc = urlsplit(origin.decode("latin-1")).netloc.lower()
            host = (first_of(scope, b"host") or b"").decode("latin-1").lower()
            is_foreign = not netloc or (netloc != host and netloc not in self._hosts)
        if is_foreign:
            events.report("csrf.refused", path=scope["path"])
            raise CsrfFailed("This request comes from another site")

    def csrf_token(self, session_id: UUID) -> str:
        return signatures.sign(self._secrets, _PURPOSE, session_id.bytes)

    def begin(self, *, access: str, access_seconds: int, refresh: str, refresh_seconds: int, csrf: str) -> list[Cookie]:
        return [
            self._cookie(self.access_name, access, access_seconds, is_hidden=True),
            self._cookie(self.refresh_name, refresh, refresh_seconds, is_hidden=True),
            self._cookie(self.csrf_name, csrf, refresh_seconds, is_hidden=False),
        ]

    def end(self, scope: Mapping[str, Any]) -> list[Cookie]:
        """Takes the cookies back from a browser that has them."""
        sent = _cookies(all_of(scope, b"cookie"))
        names = (self.access_name, self.refresh_name, self.csrf_name)
        return [self._cookie(name, "", 0, is_hidden=name != self.csrf_name) for name in names if name in sent]

    def _cookie(self, name: str, value: str, seconds: int, *, is_hidden: bool) -> Cookie:
        return Cookie(
            key=name,
            value=value,
            max_age=seconds,
            path="/",
            secure=self._is_secure,
            httponly=is_hidden,
            samesite="lax",
        )


def _cookies(headers: list[bytes]) -> dict[str, str]:
    found: SimpleCookie = SimpleCookie()
    try:
        for header in headers:
            found.load(header.decode("latin-1"))
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in found.items()}
