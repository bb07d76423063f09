"""The shop goes on when the limiter's Redis is away, hung or full, and never without any limit."""

import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.conftest import ShopOpener
from tests.factories.accounts import new_address
from tests.rate_limits.valkey import OwnValkey, started
from tests.shop import Shop


@pytest.fixture
def fragile(opener: ShopOpener, tmp_path: Path) -> Iterator[tuple[Shop, OwnValkey]]:
    with started(tmp_path) as valkey, opener(ROWLOCK_REDIS_URL=valkey.url, ROWLOCK_RATE_LIMIT="30/minute") as shop:
        yield shop, valkey


def _killed(valkey: OwnValkey) -> None:
    valkey.kill()


def _hung(valkey: OwnValkey) -> None:
    valkey.process.send_signal(signal.SIGSTOP)


def _full(valkey: OwnValkey) -> None:
    valkey.client.config_set("maxmemory-policy", "noeviction")
    valkey.client.config_set("maxmemory", 1)


def _read_only(valkey: OwnValkey) -> None:
    valkey.client.replicaof("127.0.0.1", "1")


@pytest.mark.parametrize("harm", [_killed, _hung, _full, _read_only], ids=lambda harm: harm.__name__.strip("_"))
def test_t_rl_06_browsing_goes_on_under_a_local_limit(
    fragile: tuple[Shop, OwnValkey], harm: Callable[[OwnValkey], None]
) -> None:
    shop, valkey = fragile
    client = shop.guest()
    assert client.get("/categories").status_code == 200
    harm(valkey)
    # What was leased before the fall may still be spent; after that each process counts by itself.
    taken = []
    statuses = []
    for _ in range(45):
        began = time.monotonic()
        statuses.append(client.get("/categories").status_code)
        taken.append(time.monotonic() - began)
    allowed = statuses.index(429)
    assert 29 <= allowed <= 35
    assert set(statuses[allowed:]) == {429}
    assert sorted(taken)[-3] < 0.2, "one or two requests found out, the others did not wait"
    shop.until(lambda: "rate_limits.degraded" in shop.log("api-0"))
    ready = httpx.get(f"{shop.url}/health/ready", timeout=10)
    assert ready.status_code == 200, ready.text
    assert ready.json()["status"] == ("degraded" if harm in (_killed, _hung) else "ready")
    if valkey.process.poll() is None:
        valkey.process.send_signal(signal.SIGCONT)


def _logs(shop: Shop, event: str) -> bool:
    """Whether the api has said so, after one more request."""
    shop.guest().get("/categories")
    return event in shop.log("api-0")


def test_t_rl_06_passwords_are_limited_by_postgresql_meanwhile(fragile: tuple[Shop, OwnValkey]) -> None:
    shop, valkey = fragile
    valkey.kill()
    body = {"password": "not-the-Phrase-1"}
    answers = [shop.guest().post("/auth/login", json={**body, "email": new_address()}).status_code for _ in range(30)]
    assert set(answers) <= {401, 429}
    (row,) = shop.sql("SELECT paced_until > now() AS is_ahead FROM rate_limits WHERE key = 'auth:127.0.0.1'")
    assert row["is_ahead"]


def test_t_rl_06_a_wiped_or_restarted_redis_counts_again(fragile: tuple[Shop, OwnValkey]) -> None:
    shop, valkey = fragile
    client = shop.guest()
    while client.get("/categories").status_code != 429:
        pass
    valkey.client.flushall()
    shop.until(lambda: client.get("/categories").status_code == 200)
    valkey.kill()
    shop.until(lambda: _logs(shop, "rate_limits.degraded"))
    valkey.start()
    shop.until(lambda: _logs(shop, "rate_limits.restored"))
    shop.until(lambda: client.get("/categories").status_code and valkey.client.keys("rowlock:rate:address:*"))
