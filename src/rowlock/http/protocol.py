"""The server's half of HTTP/1.1: uvicorn's protocol with deadlines and limits, and refusals in our own form.

What is refused here never becomes a request: no application, no route and no middleware sees it. uvicorn waits for a
head without end, takes one of any size and answers what it cannot parse in plain text.
"""

import asyncio
from random import getrandbits
from typing import Any, ClassVar, Final, Protocol

import httptools
from uvicorn._types import HTTPScope
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from rowlock import logs
from rowlock.errors import InvalidRequest, RowlockError
from rowlock.http import headers, problems
from rowlock.http.errors import HeadersTooLarge, RequestTimeout, UriTooLong
from rowlock.settings import Settings

_LARGEST_HEAD: Final = 65_536
_MOST_HEADERS: Final = 100
_LONGEST_TARGET: Final = 16_384
# What a chunked body may spend on its sizes, extensions and trailers, which no limit on bodies counts.
_MOST_FRAMING: Final = 65_536
_FRAMING_PER_BYTE: Final = 8  # chunks of one byte, the worst that an honest client sends, take six
_HEAD_SECONDS: Final = 10.0
# An answer that is not fetched for so long is for nobody.
_STALLED_SECONDS: Final = 60.0
_READING: Final = (b"GET", b"HEAD")
# A socket closed on unread bytes is reset, and the answer lost with it: what still comes is read away for so long.
_LINGER_SECONDS: Final = 1.0


class AtOnce(Protocol):
    """An object, not a function, or a class would bind it."""

    def __call__(
        self, method: bytes, target: bytes, headers: list[tuple[bytes, bytes]], peer: Any, own: bytes
    ) -> tuple[bytes, bytes] | None:
        """The head, with the server's `own` lines in it, and the body; None where the request has to be made."""
        ...


class _Answered:
    """In the place of the cycle of a request that was answered before it became one."""

    response_complete = True
    response_started = True
    more_body = False
    keep_alive = True
    disconnected = False
    message_event = asyncio.Event()

    def __init__(self, scope: HTTPScope | None) -> None:
        self.scope = scope


class GuardedProtocol(HttpToolsProtocol):
    """One connection. Every deadline hangs on one timer, which looks at the state: no request pays for a timer."""

    # uvicorn's own attributes; both are None before the first request.
    cycle: RequestResponseCycle | _Answered | None  # type: ignore[assignment]
    scope: HTTPScope | None  # type: ignore[assignment]

    security_headers: ClassVar[list[tuple[bytes, bytes]]] = []
    head_seconds: ClassVar[float] = _HEAD_SECONDS
    at_once: ClassVar[AtOnce | None] = None
    # The server's own headers, Date among them, change once a second.
    _seen_lines: ClassVar[list[tuple[bytes, bytes]] | None] = None
    _own_lines: ClassVar[bytes] = b""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # For a head; None while a request is served, and between two.
        self._waiting_since: float | None = self.loop.time()
        self._idle_since = 0.0  # counts between two requests only
        self._stalled_since: float | None = None
        self._head_size = 0  # of a head that is not whole yet, before the bytes at hand
        self._at_hand = 0
        self._framing = 0
        self._is_over = False
        self._is_quiet = False  # what was answered at once has ended, and nothing has begun since
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._timer = self.loop.call_later(self.head_seconds, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._is_over:
            return
        self._at_hand = len(data)
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            # There is nothing to upgrade to. The parser stands still from here: the request is the last one.
            if self.cycle is not None:
                self.cycle.keep_alive = False
        except httptools.HttpParserError as error:
            cause = error.__context__
            self._refuse(cause if isinstance(cause, RowlockError) else InvalidRequest("This is not valid HTTP/1.1"))
            return
        if self._is_quiet:
            return
        cycle = self.cycle
        if cycle is None or cycle.scope is not self.scope or cycle.response_complete:
            self._wait_for_head()
            return
        self._waiting_since = None
        if cycle.more_body:
            self._framing += self._at_hand
            if self._framing > _MOST_FRAMING:
                self._refuse(HeadersTooLarge("The chunks and trailers of the body are larger than their content"))

    def on_headers_complete(self) -> None:
        sent = self.headers
        if len(self.url) > _LONGEST_TARGET:
            raise UriTooLong
        if len(sent) > _MOST_HEADERS or (
            self._head_size + self._at_hand > _LARGEST_HEAD
            and len(self.url) + sum(len(name) + len(value) + 4 for name, value in sent) > _LARGEST_HEAD
        ):
            raise HeadersTooLarge
        if self.at_once is not None and self._answer_at_once():
            return
        super().on_headers_complete()
        # httptools reports trailers as headers: they would come into the scope while the request is being served.
        self.headers = []
        self._framing = -self._at_hand

    def on_message_begin(self) -> None:
        self._is_quiet = False
        super().on_message_begin()

    def on_message_complete(self) -> None:
        if isinstance(self.cycle, _Answered):
            self._is_quiet = True
            self._waiting_since = None
            self._idle_since = self.loop.time()
            return
        super().on_message_complete()

    def _answer_at_once(self) -> bool:
        """True where the request at hand needs no cycle and no task, and its answer is on its way."""
        cycle, parser = self.cycle, self.parser
        if (
            (cycle is not None and not cycle.response_complete)
            or self.flow.write_paused  # a client that asks on and reads nothing
            or self.transport.is_closing()
            or parser.get_http_version() != "1.1"
            or not parser.should_keep_alive()
            or (method := parser.get_method()) not in _READING
        ):
            return False
        lines = self.server_state.default_headers
        if lines is not GuardedProtocol._seen_lines:
            GuardedProtocol._seen_lines = lines
            GuardedProtocol._own_lines = b"".join([b"%b: %b\r\n" % line for line in lines])
        assert self.at_once is not None
        answer = self.at_once(method, self.url, self.headers, self.client, GuardedProtocol._own_lines)
        if answer is None:
            return False
        self.transport.writelines(answer)
        self.cycle = _Answered(self.scope)
        self.headers = []
        self.server_state.total_requests += 1
        return True

    def on_body(self, body: bytes) -> None:
        self._framing -= _FRAMING_PER_BYTE * len(body)
        super().on_body(body)

    def on_response_complete(self) -> None:
        # As uvicorn's own, which makes and cancels a timer for each request, and keeps it after a reset.
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            return
        self.flow.resume_reading()
        if self.pipeline:
            self._start_asgi_task(*self.pipeline.pop())
        else:
            self._idle_since = self.loop.time()
            if self._waiting_since is not None:
                self._waiting_since = self._idle_since  # we may not have read on before

    def pause_writing(self) -> None:
        self._stalled_since = self.loop.time()
        super().pause_writing()

    def resume_writing(self) -> None:
        self._stalled_since = None
        super().resume_writing()

    def _is_in_head(self) -> bool:
        return self.scope is not None and (self.cycle is None or self.cycle.scope is not self.scope)

    def _wait_for_head(self) -> None:
        if self._waiting_since is None:
            # The bytes at hand may be the end of a body for the most part, and do not count.
            self._waiting_since = self.loop.time()
            self._head_size = 0
            return
        self._head_size += self._at_hand
        if self._head_size > _LARGEST_HEAD and self._is_in_head():
            self._refuse(UriTooLong() if len(self.url) > _LONGEST_TARGET else HeadersTooLarge())

    def _look(self) -> None:
        """Ends what takes too long; looks again when the head is due, or in a while."""
        now = self.loop.time()
        if self.transport.is_closing() and self._stalled_since is None:
            self._stalled_since = now
        if self._stalled_since is not None and now - self._stalled_since >= _STALLED_SECONDS:
            self.transport.abort()
            return
        pause = self.head_seconds
        is_busy = self.cycle is not None and not self.cycle.response_complete
        if not is_busy and not self.transport.is_closing():
            if self._waiting_since is None:
                pause = min(pause, self._idle_since + self.timeout_keep_alive - now)
            else:
                pause = self._waiting_since + self.head_seconds - now
            if pause <= 0:
                if self._is_in_head():
                    self._refuse(RequestTimeout("The head of the request did not arrive in time"))
                    return
                self.transport.close()
                pause = self.head_seconds
        self._timer = self.loop.call_later(pause, self._look)

    def _refuse(self, error: RowlockError) -> None:
        """Answers past the application and hangs up; an answer that is due for an earlier request goes out first."""
        self._is_over = True
        cycle = self.cycle
        if cycle is None or cycle.response_complete:
            self._answer(error)
        elif self._is_in_head() and not cycle.more_body:
            cycle.keep_alive = False
        elif cycle.response_started or self.pipeline:
            self.transport.close()
        else:
            self._answer(error)
            cycle.disconnected = True
            cycle.message_event.set()

    def _answer(self, error: RowlockError) -> None:
        request_id = f"{getrandbits(128):032x}"
        _, body = problems.encode(error, request_id)
        lines = [
            *self.security_headers,
            (b"content-type", problems.MEDIA_TYPE.encode()),
            (b"content-length", b"%d" % len(body)),
            (b"connection", b"close"),
            (b"x-request-id", request_id.encode()),
            *self.server_state.default_headers,
        ]
        head = b"".join(b"%b: %b\r\n" % line for line in lines)
        self.transport.write(b"%b%b\r\n%b" % (STATUS_LINE[error.status], head, body))
        client = self.client[0] if self.client else ""
        logs.request("", "", self.url.decode("latin-1"), error.status, 0.0, request_id, client)
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self.loop.call_later(_LINGER_SECONDS, self.transport.abort)
        if self.transport.can_write_eof():
            self.transport.write_eof()
        else:
            self.transport.close()


def guarded(
    settings: Settings, head_seconds: float = _HEAD_SECONDS, at_once: AtOnce | None = None
) -> type[GuardedProtocol]:
    """The class of connections for `uvicorn.Config(http=…)`. What `at_once` answers never becomes a request."""
    dressed, seconds = headers.security(settings), head_seconds
    answers = at_once

    class Guarded(GuardedProtocol):
        security_headers = dressed
        head_seconds = seconds
        at_once = answers

    return Guarded
