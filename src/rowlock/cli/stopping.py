"""A stop signal while a command works: it ends by an exception, so that every `finally` runs."""

import signal
from typing import Final, NoReturn

_asked: Final[list[int]] = []


class Stopped(BaseException):
    """SIGTERM, SIGHUP or Ctrl-C arrived. Not an Exception, so that no handler takes it for a failure."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.exit_code = 128 + number


def install() -> None:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _stop)


def check() -> None:
    """Raises once more when a stop was asked for: Python loses what a signal raises inside a callback of the import
    system or the garbage collector, so whoever is about to run for long asks first.
    """
    if _asked:
        raise Stopped(_asked[0])


def _stop(number: int, _frame: object) -> NoReturn:
    _asked.append(number)
    raise Stopped(number)
