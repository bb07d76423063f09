"""The outermost layer, plain ASGI: what must hold for every answer, also for those that no route gives.

Request id, security and cross-origin headers, the limits on bodies, requests that no route should see, one log line.
"""

import asyncio
import time
from random import getrandbits
from typing import Any, Final

from litestar.types import ASGIApp, Message, Receive, Send

from rowlock import logs
from rowlock.errors import InvalidRequest, RowlockError
from rowlock.http import headers as raw_headers
from rowlock.http import problems
from rowlock.http.client_address import CLIENT
from rowlock.http.cors import Cors
from rowlock.http.errors import ClientDisconnected, PayloadTooLarge, RequestTimeout, UnsupportedMediaType
from rowlock.http.gate import Gate, headers_of
from rowlock.http.protocol import AtOnce
from rowlock.settings import Settings

REQUEST_ID: Final = "rowlock.request_id"
"""The key of the request's id in the ASGI scope."""

_LONGEST_ID: Final = 64
# A body a little too large is read away, so that its sender hears why. From this many times the limit on we hang up.
_FLOOD: Final = 16
# Who sends a body may be this late, and a second more for each 64 KiB that came: so a large upload over a slow line is
# taken, and who announces 10 MiB and sends nothing is not waited for any longer than others.
_BODY_SECONDS: Final = 20.0
_BODY_BYTES_PER_SECOND: Final = 65_536


class Edge:
    """ASGI middleware around everything else."""

    def __init__(self, app: ASGIApp, settings: Settings, gate: Gate, at_once: AtOnce | None = None) -> None:
        self.at_once = at_once
        """For a server that can ask with a head before it makes a request of it."""
        self._gate = gate
        self.body_seconds = _BODY_SECONDS
        self._app = app
        self._cors = Cors(settings) if settings.origins else None
        self._json_limit = settings.max_body_bytes
        self._upload_limit = settings.max_upload_bytes
        self._headers = raw_headers.security(settings)
        self._names = frozenset(name for name, _ in self._headers)

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        headers = dict(scope["headers"])
        request_id = accepted_id(headers.get(b"x-request-id")) or f"{getrandbits(128):032x}"
        client = scope[CLIENT] = self._gate.addresses.of(scope)
        logs.REQUEST_ID.set(request_id)
        logs.CLIENT.set(client)
        method, path = scope["method"], scope["path"]
        if is_head := method == "HEAD":
            # Routes know GET only. The server's own scope still says HEAD.
            scope = {**scope, "method": "GET"}
        scope[REQUEST_ID] = request_id
        status = 0

        async def send_dressed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                dressed = self._dressed(message["headers"], request_id)
                dressed += headers_of(scope)
                if self._cors is not None:
                    dressed += self._cors.headers(headers.get(b"origin"))
                message["headers"] = dressed
            elif is_head and message["type"] == "http.response.body":
                message["body"] = b""
            await send(message)

        try:
            await self._gate.admit(scope, headers, client)
            if b"content-length" in headers or b"transfer-encoding" in headers:
                receive = self._limited(headers, receive)
            if b"host" not in headers or len(headers) < len(scope["headers"]):
                _check_host(scope)
            if self._cors is not None and method == "OPTIONS" and b"access-control-request-method" in headers:
                preflight = self._cors.preflight(headers.get(b"origin"))
                if preflight is not None:
                    await _answer(204, preflight, b"", send_dressed)
                    return
            if b"%00" in scope["query_string"] or "\0" in path:
                raise InvalidRequest("NUL characters are not accepted")
            await self._app(scope, receive, send_dressed)
        except Exception as error:
            refusal = problems.of_exception(error)
            if status:
                raise  # too late to say so: the server breaks the connection off
            await _refuse(refusal, request_id, send_dressed)
        finally:
            route = scope.get("path_template") or ""
            logs.request(method, route, path, status, time.perf_counter() - started, request_id, client)

    def _limited(self, headers: dict[bytes, bytes], receive: Receive) -> Receive:
        """Counts a body while it arrives; it may be longer than announced, or not be announced at all."""
        if headers.get(b"content-encoding", b"identity").lower() != b"identity":
            raise UnsupportedMediaType("Send the body without a content encoding")
        is_upload = headers.get(b"content-type", b"").lower().startswith(b"multipart/form-data")
        limit = self._upload_limit if is_upload else self._json_limit
        announced = headers.get(b"content-length", b"0")
        if len(announced) > 18 or int(announced) > limit:
            raise _too_large(limit, is_flood=len(announced) > 18 or int(announced) > _FLOOD * limit)
        received = 0
        is_whole = False
        started: float | None = None

        async def receive_limited() -> Any:
            nonlocal received, is_whole, started
            if is_whole:  # what may still come is the end of the connection
                return await receive()
            if started is None:
                started = asyncio.get_running_loop().time()
            message = await _before(started + self.body_seconds + received / _BODY_BYTES_PER_SECOND, receive)
            if message["type"] == "http.request":
                received += len(message["body"])
                is_whole = not message["more_body"]
                if received > limit:
                    raise _too_large(limit)
            else:
                raise ClientDisconnected
            return message

        return receive_limited

    def _dressed(self, headers: Any, request_id: str) -> list[tuple[bytes, bytes]]:
        request_id_header = (b"x-request-id", request_id.encode())
        names = {name for name, _ in headers}
        if self._names.isdisjoint(names):
            return [*headers, *self._headers, request_id_header]
        return [*headers, *(own for own in self._headers if own[0] not in names), request_id_header]


def accepted_id(sent: bytes | None) -> str | None:
    """The request id that a client or a proxy chose, when it is harmless in a log and a header."""
    if sent is None or len(sent) > _LONGEST_ID or not sent.replace(b"-", b"0").isalnum():
        return None
    return sent.decode("ascii")


def _check_host(scope: Any) -> None:
    hosts = sum(name == b"host" for name, _ in scope["headers"])
    if hosts > 1 or (hosts == 0 and scope["http_version"] != "1.0"):
        raise InvalidRequest("Send one Host header", headers={"Connection": "close"})


async def _before(deadline: float, receive: Receive) -> Any:
    """As `asyncio.timeout_at`, which would cost five times as much where the body is there already."""
    task = asyncio.current_task()
    assert task is not None
    is_late = False

    def give_up() -> None:
        nonlocal is_late
        is_late = True
        task.cancel()

    timer = asyncio.get_running_loop().call_at(deadline, give_up)
    try:
        return await receive()
    except asyncio.CancelledError:
        if not is_late or task.uncancel() > 0:
            raise  # somebody else wants an end
        late = "The body of the request did not arrive in time"
        raise RequestTimeout(late, headers={"Connection": "close"}) from None
    finally:
        timer.cancel()


def _too_large(limit: int, *, is_flood: bool = False) -> PayloadTooLarge:
    return PayloadTooLarge(
        f"The body is larger than {limit} bytes", headers={"Connection": "close"} if is_flood else None
    )


async def _refuse(refusal: RowlockError, request_id: str, send: Send) -> None:
    headers, body = problems.encode(refusal, request_id)
    raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    raw += [(b"content-type", problems.MEDIA_TYPE.encode()), (b"content-length", b"%d" % len(body))]
    await _answer(refusal.status, raw, body, send)


async def _answer(status: int, headers: list[tuple[bytes, bytes]], body: bytes, send: Send) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
