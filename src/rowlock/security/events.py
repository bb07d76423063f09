"""What a guard of the shop wants to see: each event is a log line and a counter."""

from typing import Any, Final

import structlog
from prometheus_client import Counter

_log: Final = structlog.get_logger("rowlock.security")
_events: Final = Counter("rowlock_security_events", "Security events by name", ["event"])


def report(event: str, **fields: Any) -> None:
    """Reports `event`, `<object>.<what happened>`. Request id, address and user come from the logging context."""
    _events.labels(event).inc()
    _log.warning(event, **fields)
