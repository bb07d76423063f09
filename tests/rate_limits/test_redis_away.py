"""The shop goes on when the limiter's Redis is away, hung or full, and never without any limit."""

import itertools
import signal
import time
from collections.abc import Callable, Iterator

import httpx
import pytest

from tests.conftest import ShopOpener
from tests.factories.accounts import new_address
from tests.rate_limits.valkey import OwnValkey, started
from tests.shop import Shop

_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def shop_and_valkey(opener: ShopOpener, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Shop, OwnValkey]]:
    given = {"ROWLOCK_RATE_LIMIT": "30/minute", "ROWLOCK_TRUSTED_PROXIES": "127.0.0.0/8"}
    with (
        started(tmp_path_factory.mktemp("valkey")) as valkey,
        opener(ROWLOCK_REDIS_URL=valkey.url, **given) as shop,
    ):
        yield shop, valkey


@pytest.fixture
def fragile(shop_and_valkey: tuple[Shop, OwnValkey]) -> Iterator[tuple[Shop, OwnValkey]]:
    """The Valkey is well again afterwards, and the api has seen it."""
    shop, valkey = shop_and_valkey
    yield shop, valkey
    valkey.mend()
    shop.until(lambda: _counts_in(valkey, _client(shop)))


def _client(shop: Shop) -> httpx.Client:
    """Somebody at an address of his own."""
    client = shop.guest()
    client.headers["X-Forwarded-For"] = f"198.51.100.{next(_numbers)}"
    return client


def _counts_in(valkey: OwnValkey, client: httpx.Client) -> bool:
    """Whether a request of this client is counted there."""
    client.get("/categories")
    return valkey.client.exists(f"rowlock:rate:address:{client.headers['X-Forwarded-For']}") == 1


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
    client = _client(shop)
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


def test_t_rl_06_passwords_are_limited_by_postgresql_meanwhile(fragile: tuple[Shop, OwnValkey]) -> None:
    shop, valkey = fragile
    valkey.kill()
    body = {"password": "not-the-Phrase-1"}
    client = _client(shop)
    answers = [client.post("/auth/login", json={**body, "email": new_address()}).status_code for _ in range(30)]
    assert set(answers) <= {401, 429}
    key = f"auth:{client.headers['X-Forwarded-For']}"
    (row,) = shop.sql("SELECT paced_until > now() AS is_ahead FROM rate_limits WHERE key = $1", key)
    assert row["is_ahead"]


def test_t_rl_06_a_wiped_or_restarted_redis_counts_again(fragile: tuple[Shop, OwnValkey]) -> None:
    shop, valkey = fragile
    client = _client(shop)
    while client.get("/categories").status_code != 429:
        pass
    valkey.client.flushall()
    shop.until(lambda: client.get("/categories").status_code == 200)
    valkey.kill()
    assert _client(shop).get("/categories").status_code == 200
    valkey.start()
    shop.until(lambda: _counts_in(valkey, _client(shop)))
    assert "rate_limits.restored" in shop.log("api-0")
