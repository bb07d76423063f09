"""The limiter itself, on a real Valkey: its windows, its batches, its memory."""

import asyncio
import signal
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, cast

import pytest
import redis.asyncio

from rowlock.embedded.servers import Endpoints
from rowlock.rate_limits import limiter as limiter_module
from rowlock.rate_limits.limiter import Limiter
from rowlock.rate_limits.policies import BUCKETS, Policy
from tests.rate_limits.valkey import OwnValkey, started
from tests.shop import unique

Client = redis.asyncio.Redis


@pytest.fixture
def run(endpoints: Endpoints) -> Callable[[Callable[[Client], Awaitable[None]]], None]:
    """Runs a test with a client that is closed afterwards."""

    def run(test: Callable[[Client], Awaitable[None]]) -> None:
        async def opened() -> None:
            client: Client = redis.asyncio.Redis.from_url(endpoints.redis_url)
            try:
                await test(client)
            finally:
                await client.aclose()

        asyncio.run(opened())

    return run


Run = Callable[[Callable[[Client], Awaitable[None]]], None]


def _policy(limit: int, seconds: int = 1) -> Policy:
    return Policy(unique("policy"), limit, seconds)


def test_t_rl_05_no_span_of_the_window_ever_holds_more_than_the_limit(run: Run) -> None:
    async def test(client: Client) -> None:
        limit, policy = 40, _policy(40)
        limiters = [Limiter(client, {}) for _ in range(3)]
        allowed: list[float] = []
        end = time.monotonic() + 3.2
        turn = 0
        while time.monotonic() < end:
            turn += 1
            verdict = await limiters[turn % 3].take(policy, "somebody")
            if verdict.is_allowed:
                allowed.append(time.monotonic())
            await asyncio.sleep(0.002)
        for number, begun in enumerate(allowed):
            within = sum(1 for at in allowed[number:] if at < begun + policy.window_seconds)
            assert within <= limit
        # A window and the part of a sub-bucket that it is rounded up by.
        least = limit * 3.2 / (1 + 2 / BUCKETS) - 2 * limit / 3
        assert len(allowed) >= least, "nor much less"

    run(test)


def test_a_burst_asks_once_and_shares_what_it_gets(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    async def test(client: Client) -> None:
        limiter, policy = Limiter(client, {}), _policy(100, 60)
        assert (await limiter.take(policy, "whoever makes the script known")).is_allowed
        asked = []
        execute = client.execute_command

        async def counted(*arguments: Any, **options: Any) -> Any:
            asked.append(arguments)
            return await execute(*arguments, **options)  # type: ignore[no-untyped-call]

        monkeypatch.setattr(client, "execute_command", counted)
        verdicts = await asyncio.gather(*(limiter.take(policy, "somebody") for _ in range(250)))
        assert sum(v.is_allowed for v in verdicts) == 100
        assert 1 <= len(asked) <= 3

    run(test)


def test_most_requests_of_a_busy_client_cost_no_round_trip(run: Run) -> None:
    async def test(client: Client) -> None:
        limiter, policy = Limiter(client, {}), _policy(10_000, 60)
        free = 0
        for _ in range(1000):
            if limiter.try_take(policy, "somebody") is not None:
                free += 1
            else:
                await limiter.take(policy, "somebody")
        assert free > 900

    run(test)


def test_what_a_batch_has_left_is_given_back(run: Run) -> None:
    async def test(client: Client) -> None:
        policy = _policy(100, 60)
        busy, other = Limiter(client, {}), Limiter(client, {})
        for _ in range(30):
            assert (await busy.take(policy, "somebody")).is_allowed
        sweeping = asyncio.create_task(busy.sweep())
        deadline = time.monotonic() + 10
        counted = -1
        while counted != 30:
            assert time.monotonic() < deadline, counted
            counts = await cast(Awaitable[list[bytes]], client.hvals(f"rowlock:rate:{policy.name}:somebody"))
            counted = sum(int(count) for count in counts)
            await asyncio.sleep(0.05)
        sweeping.cancel()
        verdicts = [await other.take(policy, "somebody") for _ in range(71)]
        assert [v.is_allowed for v in verdicts] == [True] * 70 + [False]

    run(test)


def test_whoever_hangs_up_while_he_waits_takes_nothing_from_the_others(run: Run) -> None:
    async def test(client: Client) -> None:
        limiter, policy = Limiter(client, {}), _policy(10, 60)
        tasks = [asyncio.create_task(limiter.take(policy, "somebody")) for _ in range(10)]
        await asyncio.sleep(0)
        for task in tasks[:5]:
            task.cancel()
        done = await asyncio.gather(*tasks, return_exceptions=True)
        assert [getattr(verdict, "is_allowed", None) for verdict in done[5:]] == [True] * 5

    run(test)


def test_t_rl_09_keys_expire_and_a_process_remembers_a_bounded_number(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limiter_module, "_MOST_LEASES", 1000)

    async def test(client: Client) -> None:
        limiter, policy = Limiter(client, {}), _policy(5)
        for first in range(0, 5000, 500):
            await asyncio.gather(*(limiter.take(policy, str(first + n)) for n in range(500)))
        assert len(limiter._leases) == 1000
        keys = [key async for key in client.scan_iter(f"rowlock:rate:{policy.name}:*", count=5000)]
        ages = [await client.pttl(key) for key in keys]
        assert ages
        assert all(0 <= age <= 1100 or age == -2 for age in ages), "a window and its roundings"

    run(test)


def test_a_process_that_stands_still_does_not_take_redis_for_away(run: Run) -> None:
    async def test(client: Client) -> None:
        limiter, policy = Limiter(client, {}), _policy(8)
        await limiter.take(policy, "first of all")
        # At every point of a question: before it is sent, under way, answered and not yet heard.
        for steps in range(12):
            takes = [asyncio.create_task(limiter.take(policy, str(steps))) for _ in range(20)]
            for _ in range(steps):
                await asyncio.sleep(0)
            time.sleep(0.12)
            verdicts = await asyncio.gather(*takes)
            assert sum(v.is_allowed for v in verdicts) == 8
        assert not limiter.is_degraded

    run(test)


def test_t_rl_05_what_was_leased_is_not_spent_after_its_time(run: Run) -> None:
    async def test(client: Client) -> None:
        limit, policy = 40, _policy(40)
        early, late = Limiter(client, {}), Limiter(client, {})
        while not early._leases or not early._leases[policy, "somebody"].tokens:
            assert (await early.take(policy, "somebody")).is_allowed
        deadline = time.monotonic() + 10
        while await client.exists(f"rowlock:rate:{policy.name}:somebody"):
            assert time.monotonic() < deadline
            await asyncio.sleep(0.01)
        verdicts = [await late.take(policy, "somebody") for _ in range(limit)]
        verdicts.append(early.try_take(policy, "somebody") or await early.take(policy, "somebody"))
        assert [v.is_allowed for v in verdicts] == [True] * limit + [False]

    run(test)


def test_what_idles_is_given_back_long_before_a_long_bucket_ends(run: Run) -> None:
    async def test(client: Client) -> None:
        policy = _policy(100, 3600)
        busy, other = Limiter(client, {}), Limiter(client, {})
        for _ in range(30):
            assert (await busy.take(policy, "somebody")).is_allowed
        sweeping = asyncio.create_task(busy.sweep())
        allowed, deadline = 0, time.monotonic() + 10
        while allowed < 70:
            assert time.monotonic() < deadline, allowed
            allowed += (await other.take(policy, "somebody")).is_allowed
            await asyncio.sleep(0.01)
        sweeping.cancel()
        assert not (await other.take(policy, "somebody")).is_allowed

    run(test)


def test_t_rl_09_nobody_waits_for_the_sweep_of_a_hundred_thousand_addresses(run: Run) -> None:
    async def test(client: Client) -> None:
        limiter, policy = Limiter(client, {}), _policy(5, 60)
        for number in range(100_000):
            limiter._new_lease(policy, str(number)).until = time.monotonic() + 60
        sweeping = asyncio.create_task(limiter.sweep())
        longest = []
        for _ in range(4):
            waits, end = [], time.monotonic() + 1.1
            while time.monotonic() < end:
                begun = time.monotonic()
                await asyncio.sleep(0.001)
                waits.append(time.monotonic() - begun)
            longest.append(max(waits))
        sweeping.cancel()
        assert min(longest) < 0.05, longest

    run(test)


def test_t_rl_06_while_redis_hangs_it_is_tried_behind_everybodys_back(tmp_path: Path) -> None:
    async def test(url: str, hang: Callable[[], None]) -> None:
        client: Client = redis.asyncio.Redis.from_url(url)
        limiter, policy = Limiter(client, {}), _policy(5, 60)
        await limiter.take(policy, "first of all")
        hang()
        await limiter.take(policy, "who finds out")
        assert limiter.is_degraded
        waves = []
        for number in range(3):
            await asyncio.sleep(1.1)
            begun = time.monotonic()
            await asyncio.gather(*(limiter.take(policy, f"{number}-{n}") for n in range(20)))
            waves.append(time.monotonic() - begun)
        assert min(waves) < 0.04, waves
        await client.aclose()

    with started(tmp_path) as valkey:
        asyncio.run(test(valkey.url, lambda: valkey.process.send_signal(signal.SIGSTOP)))


def test_t_rl_06_an_outage_does_not_begin_a_new_window(tmp_path: Path) -> None:
    async def test(valkey: OwnValkey) -> None:
        client: Client = redis.asyncio.Redis.from_url(valkey.url)
        limiter, policy = Limiter(client, {}), _policy(30, 60)
        allowed = [(await limiter.take(policy, "somebody")).is_allowed for _ in range(30)]
        for _ in range(2):
            valkey.kill()
            while not limiter.is_degraded:
                allowed.append((await limiter.take(policy, "somebody")).is_allowed)
                await limiter.take(policy, unique("other"))
            allowed += [(await limiter.take(policy, "somebody")).is_allowed for _ in range(40)]
            valkey.start()
            while limiter.is_degraded:
                await limiter.take(policy, unique("other"))
                await asyncio.sleep(0.05)
        assert sum(allowed) == 30
        await client.aclose()

    with started(tmp_path) as valkey:
        asyncio.run(test(valkey))
