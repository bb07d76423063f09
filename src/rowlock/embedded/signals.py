"""The signals that stop the program, kept away from the short moments in which one would do harm."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

STOP_SIGNALS: Final = frozenset({signal.SIGTERM, signal.SIGINT, signal.SIGHUP})


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Stop signals wait until the end of the block, so that no child is started and then forgotten."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
