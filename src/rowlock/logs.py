"""Log lines: JSON, or colours for a person at a terminal; those of libraries too. Secrets are masked by their name."""

import asyncio
import contextlib
import logging
import re
import sys
import time
from collections.abc import MutableMapping
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
import structlog

from rowlock.settings import Settings

# Whatever stands in a context variable of such a name structlog adds to each line; to set one directly costs a tenth of
# `bind_contextvars`, which counts where every request does it.
REQUEST_ID: Final[ContextVar[str]] = ContextVar("structlog_request_id")
CLIENT: Final[ContextVar[str]] = ContextVar("structlog_client")

_SECRET: Final = re.compile(r"(^|_)(password|token|otp|secret|authorization|cookie|key|csrf)s?($|_)", re.IGNORECASE)
# Where no route tells what a path holds: longer than a UUID may be a token.
_LONG_SEGMENT: Final = re.compile(r"/[^/]{37,}")
_LEVELS: Final = {"debug": 10, "info": 20, "warning": 30, "error": 40}
# Libraries that tell each step at INFO.
# Some would also tell what is nobody's business: a payment library logs whole answers.
_TALKATIVE: Final = ("arq", "asyncio", "botocore", "httpcore", "httpx", "stripe", "urllib3")
# Request lines wait this long for company: one write serves many requests.
_FLUSH_SECONDS: Final = 0.05


class RequestLine(msgspec.Struct, frozen=True):
    """One request, as logged."""

    timestamp: datetime
    level: str
    event: str
    method: str
    route: str
    path: str
    status: int
    duration_ms: float
    request_id: str
    client: str


class _Sink:
    """Standard error. Request lines are gathered; all others are written at once, after those."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []

    def write(self, line: bytes) -> None:
        self.flush(line + b"\n")

    def write_soon(self, line: bytes) -> None:
        if not self._waiting:
            try:
                asyncio.get_running_loop().call_later(_FLUSH_SECONDS, self.flush)
            except RuntimeError:
                self.write(line)
                return
        self._waiting.append(line)

    def flush(self, more: bytes = b"") -> None:
        lines, self._waiting = self._waiting, []
        text = b"\n".join([*lines, more])
        if text:
            # Whoever read our log has gone: that stops nobody else.
            with contextlib.suppress(OSError, ValueError):
                stream = getattr(sys.stderr, "buffer", None)
                if stream is None:
                    sys.stderr.write(text.decode())
                else:
                    stream.write(text)
                    stream.flush()


_sink: Final = _Sink()
_encoder: Final = msgspec.json.Encoder(enc_hook=str)
_requests: Final = structlog.get_logger("rowlock.request")


class _Logging:
    """How this process logs; set by `configure`."""

    is_json = False
    level = 20
    second = 0
    second_text = b""


def configure(settings: Settings) -> None:
    """Sets structlog and the standard library's logging up for this process."""
    _Logging.level = _LEVELS[settings.log_level]
    _Logging.is_json = settings.log_format == "json" or (settings.log_format == "auto" and not sys.stderr.isatty())
    timestamp = structlog.processors.TimeStamper(fmt="iso" if _Logging.is_json else "%H:%M:%S", utc=_Logging.is_json)
    ending: list[Any]
    if _Logging.is_json:
        ending = [structlog.processors.format_exc_info, _as_json]
    else:
        colours = sys.stderr.isatty()
        plain = structlog.dev.plain_traceback
        ending = [structlog.dev.ConsoleRenderer(colors=colours, exception_formatter=plain), _as_bytes]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            timestamp,
            mask_secrets,
            *ending,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(_Logging.level),
        logger_factory=_SinkLogger,
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers = [_Forward()]
    root.setLevel(_Logging.level)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(_Logging.level, logging.WARNING))


def request(method: str, route: str, path: str, status: int, seconds: float, request_id: str, client: str) -> None:
    """The line of one request. A path that holds a token, or may hold one, is not logged as it was sent."""
    if _Logging.level > logging.INFO:
        return
    if "token" in route:
        path = route
    elif not route:
        path = _LONG_SEGMENT.sub("/***", path)
    milliseconds = round(seconds * 1000, 2)
    if not _Logging.is_json:
        _requests.info("request", method=method, path=path, status=status, duration_ms=milliseconds)
        return
    now = datetime.now(UTC)
    line = RequestLine(now, "info", "request", method, route, path[:500], status, milliseconds, request_id, client)
    _sink.write_soon(_encoder.encode(line))


def request_form(method: str, route: str, path: str, status: int) -> bytes:
    """The middle of a request's line, which is the same each time that it is answered; for `request_again`."""
    line = _encoder.encode(
        RequestLine(datetime.now(UTC), "info", "request", method, route, path[:500], status, 0, "", "")
    )
    return line[line.index(b',"level"') : line.rindex(b'"duration_ms"')]


def request_again(form: bytes, seconds: float, request_id: bytes, client: str) -> None:
    """As `request`, for a fifth of its cost where lines are JSON. The id and the address hold nothing to be escaped."""
    if _Logging.level > logging.INFO:
        return
    if not _Logging.is_json:
        known = msgspec.json.decode(b"{" + form[1:-1] + b"}")
        request(known["method"], known["route"], known["path"], known["status"], seconds, request_id.decode(), client)
        return
    now = time.time()
    whole = int(now)
    if whole != _Logging.second:
        _Logging.second = whole
        _Logging.second_text = datetime.fromtimestamp(whole, UTC).strftime("%Y-%m-%dT%H:%M:%S").encode()
    _sink.write_soon(
        b'{"timestamp":"%b.%06dZ"%b"duration_ms":%.2f,"request_id":"%b","client":"%b"}'
        % (_Logging.second_text, (now - whole) * 1e6, form, seconds * 1000, request_id, client.encode())
    )


def mask_secrets(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor: what is named like a secret is not written down."""
    for name in event:
        if _SECRET.search(name) and not name.endswith("_id"):
            event[name] = "***"
    return event


def _as_json(_: Any, __: str, event: MutableMapping[str, Any]) -> bytes:
    try:
        return _encoder.encode(event)
    except (TypeError, ValueError, UnicodeError):
        return _encoder.encode({str(name): repr(value) for name, value in event.items()})


def _as_bytes(_: Any, __: str, line: str) -> bytes:
    return line.encode(errors="replace")


class _SinkLogger:
    """The last link of structlog's chain."""

    def __init__(self, *_: Any) -> None:
        pass

    def msg(self, line: bytes) -> None:
        _sink.write(line)

    debug = info = warning = warn = error = critical = exception = fatal = log = msg


class _Forward(logging.Handler):
    """Hands what libraries log over to structlog."""

    def emit(self, record: logging.LogRecord) -> None:
        logger = structlog.get_logger()
        exc_info = record.exc_info if record.exc_info and record.exc_info[1] is not None else None
        level = min(max(record.levelno // 10 * 10, logging.DEBUG), logging.CRITICAL)
        logger.log(level, record.getMessage(), logger=record.name, **({"exc_info": exc_info} if exc_info else {}))
