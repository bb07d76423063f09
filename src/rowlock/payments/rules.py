"""When a provider is asked again. Pure."""

from datetime import timedelta
from typing import Final

from rowlock.payments.types import KeptState

# Webhooks tell sooner; this is for those that get lost.
_AFTER: Final[dict[KeptState, timedelta]] = {
    "unknown": timedelta(seconds=30),
    "approved": timedelta(seconds=30),
    "requires_action": timedelta(minutes=5),
    "failed": timedelta(minutes=5),
    "processing": timedelta(hours=1),
    "authorized": timedelta(hours=1),
}
SETTLED: Final[frozenset[KeptState]] = frozenset(("succeeded", "mismatched"))
"""The money is in: nothing more becomes of these, whatever is told later. A cancelled one may bring money after all."""
DECIDED: Final[frozenset[KeptState]] = frozenset(("succeeded", "authorized"))
"""The order is paid, or as good as: it does not end for want of money."""


def ask_again_after(state: KeptState) -> timedelta | None:
    """How long after an answer the provider is asked again; None where nothing more is to come."""
    return _AFTER.get(state)
