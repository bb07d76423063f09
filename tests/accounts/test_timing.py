"""Whether somebody has an account must not show in how long an answer takes."""

import bisect
import math
import signal
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.factories.accounts import new_address
from tests.shop import PASSWORD, Shop

# As many of each kind; taken in turn, so that whatever else the machine does meets both.
SAMPLES = 100
# Four guesses at each: a fifth would lock it.
_ADDRESSES = 25


def smirnov_p(first: list[float], second: list[float]) -> float:
    """The two-sample Kolmogorov-Smirnov test: how likely such a difference is where there is none."""
    a, b = sorted(first), sorted(second)
    distance = max(abs(bisect.bisect_right(a, x) / len(a) - bisect.bisect_right(b, x) / len(b)) for x in a + b)
    n = math.sqrt(len(a) * len(b) / (len(a) + len(b)))
    x = (n + 0.12 + 0.11 / n) * distance
    return min(1.0, 2 * sum((1 if k % 2 else -1) * math.exp(-2 * k * k * x * x) for k in range(1, 101)))


def _shown(name: str, seconds: list[float]) -> str:
    quantiles = statistics.quantiles(seconds, n=20)
    return f"{name}: 5% {quantiles[0]:.6f}, median {quantiles[9]:.6f}, 95% {quantiles[18]:.6f} s"


def _assert_alike(known: list[float], unknown: list[float]) -> None:
    report = f"{_shown('with an account', known)}; {_shown('without', unknown)}; p = {smirnov_p(known, unknown):.4f}"
    print(report)
    ratio = statistics.median(known) / statistics.median(unknown)
    # On a machine that does something else as well the medians of equal distributions differ by more than that.
    assert smirnov_p(known, unknown) > 0.01 or 0.95 < ratio < 1.05, report


def _measure(known: Callable[[], object], unknown: Callable[[], object]) -> tuple[list[float], list[float]]:
    taken: tuple[list[float], list[float]] = ([], [])
    for number in range(SAMPLES * 2):
        # Now the one first, now the other: who comes second finds warmer caches.
        which = number % 2 ^ (number // 2 % 2)
        started = time.perf_counter()
        (known, unknown)[which]()
        taken[which].append(time.perf_counter() - started)
    return taken


@contextmanager
def _worker_paused(shop: Shop) -> Iterator[None]:
    """On so small a machine the worker's mail to the one address would slow the answer to the next."""
    shop.drain()
    process = shop.processes["worker"]
    process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        process.send_signal(signal.SIGCONT)


def _alike_within_three_runs(shop: Shop, measure: Callable[[], tuple[list[float], list[float]]]) -> None:
    """One run in a hundred fails by the definition of p, and a loaded machine is never quiet: a real difference of the
    code fails every time.
    """
    for attempt in range(3):
        with _worker_paused(shop):
            known, unknown = measure()
        try:
            _assert_alike(known, unknown)
            return
        except AssertionError:
            if attempt == 2:
                raise


def test_the_comparison_sees_a_difference_of_a_tenth() -> None:
    base = [0.030 + 0.0005 * math.sin(n) for n in range(SAMPLES)]
    with pytest.raises(AssertionError, match=r"p = 0\.0000"):
        _assert_alike([x * 1.1 for x in base], base)
    _assert_alike(base, [0.030 + 0.0005 * math.sin(n + 0.5) for n in range(SAMPLES)])


@pytest.mark.parametrize("path", ["login", "forgot-password", "resend-verification", "reset-password"])
def test_t_acc_01_an_answer_takes_as_long_where_there_is_no_account(shop: Shop, path: str) -> None:
    client = shop.guest()
    body = {
        "login": {"password": "not-the-Phrase-1"},
        "reset-password": {"otp": "000000", "new_password": "Another-Phrase-77"},
    }.get(path, {})
    expected = {"login": 401, "reset-password": 400}.get(path, 202)
    known = [shop.user("customer")[1] for _ in range(_ADDRESSES)]
    addresses = {"known": known, "unknown": [new_address() for _ in range(_ADDRESSES)]}

    def ask(kind: str) -> Callable[[], object]:
        turn = iter(range(10**9))

        def call() -> None:
            address = addresses[kind][next(turn) % _ADDRESSES]
            answer = client.post(f"/auth/{path}", json={"email": address, **body})
            assert answer.status_code == expected, answer.text

        return call

    def measure() -> tuple[list[float], list[float]]:
        shop.execute("DELETE FROM guesses")
        shop.execute("DELETE FROM outbox")
        return _measure(ask("known"), ask("unknown"))

    _alike_within_three_runs(shop, measure)


def test_t_acc_02_registering_takes_as_long_for_a_taken_address(shop: Shop) -> None:
    client = shop.guest()
    taken = [shop.user("customer")[1] for _ in range(20)]
    turn = iter(range(10**9))

    def register(address: str) -> None:
        body = {"email": address, "password": PASSWORD, "full_name": "Ada Byron"}
        assert client.post("/auth/register", json=body).status_code == 202

    _alike_within_three_runs(
        shop, lambda: _measure(lambda: register(taken[next(turn) % 20]), lambda: register(new_address()))
    )
