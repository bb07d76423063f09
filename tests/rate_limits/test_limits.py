"""Rate limits over HTTP: exact over processes, fair to each kind of caller, never in the way of the shop."""

import collections
import itertools
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.conftest import ShopOpener
from tests.factories.accounts import new_address
from tests.shop import PASSWORD, Shop


@pytest.fixture(scope="module")
def limited(opener: ShopOpener) -> Iterator[Shop]:
    """Two processes behind a trusted proxy: each test is an address of its own."""
    given = {"ROWLOCK_RATE_LIMIT": "100/minute", "ROWLOCK_TRUSTED_PROXIES": "127.0.0.0/8, ::1"}
    with opener(apis=2, **given) as shop:
        yield shop


_numbers = itertools.count(1)


def _address() -> str:
    number = next(_numbers)
    return f"198.51.{number // 250}.{number % 250 + 1}"


def _from(shop: Shop, address: str, *, api: int = 0, token: str | None = None) -> httpx.Client:
    client = shop.client(token, api=api)
    client.headers["X-Forwarded-For"] = address
    return client


def _statuses(clients: list[httpx.Client], requests: int, path: str = "/categories") -> collections.Counter[int]:
    """So many requests, by as many threads as there are clients."""
    turns = [clients[number % len(clients)] for number in range(requests)]
    with ThreadPoolExecutor(len(clients)) as pool:
        return collections.Counter(pool.map(lambda client: client.get(path).status_code, turns))


def test_t_rl_01_eight_clients_on_two_processes_get_exactly_the_limit(limited: Shop) -> None:
    address = _address()
    clients = [_from(limited, address, api=number % 2) for number in range(8)]
    assert _statuses(clients, 600) == {200: 100, 429: 500}


def test_t_rl_01_a_slow_client_between_processes_gets_its_whole_limit(opener: ShopOpener) -> None:
    with opener(apis=2, ROWLOCK_RATE_LIMIT="50/minute") as shop:
        clients = [shop.client(api=number % 2) for number in range(2)]
        assert [clients[number % 2].get("/categories").status_code for number in range(50)] == [200] * 50
        # What the other process may still hold comes back when its time is over.
        refused = [clients[number % 2].get("/categories").status_code for number in range(10)]
        assert refused == [429] * 10


@pytest.fixture(scope="module")
def usual(opener: ShopOpener) -> Iterator[tuple[Shop, str]]:
    """A shop with the limits that there are when nobody sets any, and an admin's token."""
    with opener(ROWLOCK_TRUSTED_PROXIES="127.0.0.0/8") as shop:
        token = shop.admin().headers["authorization"][7:]
        shop.processes["api-0"].terminate()
        shop.processes["api-0"].wait()
        del shop.environment["ROWLOCK_RATE_LIMIT"]
        shop.start_process("api-0")
        shop.until_ready()
        yield shop, token


def test_t_rl_02_nobody_chooses_his_own_address(opener: ShopOpener) -> None:
    claims = [
        {"X-Forwarded-For": "203.0.113.{n}"},
        {"Forwarded": "for=203.0.113.{n}"},
        {"X-Real-IP": "203.0.113.{n}"},
        {"X-Forwarded-For": "203.0.113.{n}, 203.0.113.9"},
    ]
    with opener(ROWLOCK_RATE_LIMIT="30/minute") as shop:
        client = shop.guest()
        answers = []
        for n in range(40):
            headers = {name: value.format(n=n) for name, value in claims[n % len(claims)].items()}
            answers.append(client.get("/categories", headers=headers).status_code)
    assert answers == [200] * 30 + [429] * 10


@pytest.mark.parametrize(
    ("first", "second", "is_one"),
    [
        ("{a}", "evil, {a}", True),
        ("{a}", "{b}, {a}", True),
        ("{a}", "{a}, 127.0.0.9", True),
        ("{a}", "{a}:4711", True),
        ("{a}", "::ffff:{a}", True),
        ("{a}", "{b}", False),
        ("2001:db8:{n}::1", "2001:db8:{n}::dead:beef", True),
        ("2001:db8:{n}::1", "[2001:db8:{n}::2]:4711", True),
        ("2001:db8:{n}::1", "2001:db8:{n}:1::1", False),
    ],
)
def test_t_rl_02_behind_a_trusted_proxy_the_last_untrusted_hop_counts(
    limited: Shop, first: str, second: str, is_one: bool
) -> None:
    names = {"a": _address(), "b": _address(), "n": f"{next(_numbers):x}"}
    hops = [hop.format(**names) for hop in (first, second)]
    told = [_from(limited, hop).get("/categories").headers["ratelimit"] for hop in hops]
    assert told[0].startswith('"address";r=99;')
    assert told[1].startswith('"address";r=98;' if is_one else '"address";r=99;')


def test_the_address_of_a_session_is_the_clients(limited: Shop) -> None:
    email, address = limited.user("customer")[1], _address()
    body = {"email": email, "password": PASSWORD}
    tokens = _from(limited, address).post("/auth/login", json=body).json()
    sessions = limited.client(tokens["access_token"]).get("/auth/sessions").json()["items"]
    assert sessions[0]["address"] == address
    limited.until(lambda: f'"client":"{address}"' in limited.log("api-0"))


def test_t_rl_03_browsing_leaves_the_limit_on_passwords_alone(usual: tuple[Shop, str]) -> None:
    client = _from(usual[0], _address())
    assert [client.get("/categories").status_code for _ in range(40)] == [200] * 40
    assert _log_ins(client, 25) == [401] * 20 + [429] * 5


def _log_ins(client: httpx.Client, tries: int) -> list[int]:
    """One wrong password for each of so many accounts, each time from somewhere else as far as headers tell."""
    statuses = []
    for number in range(tries):
        body = {"email": new_address(), "password": "not-the-Phrase-1"}
        said = dict.fromkeys(("X-Real-IP", "Forwarded", "X-Client-IP"), f"203.0.113.{number}")
        statuses.append(client.post("/auth/login", json=body, headers=said).status_code)
    return statuses


def test_t_acc_05_nobody_tries_more_passwords_by_naming_other_addresses(limited: Shop) -> None:
    client, address = limited.guest(), _address()
    statuses = []
    for number in range(25):
        client.headers["X-Forwarded-For"] = f"203.0.113.{number}, 10.0.0.{number}, {address}"
        statuses += _log_ins(client, 1)
    assert statuses == [401] * 20 + [429] * 5


def test_t_rl_04_a_refusal_says_when_to_come_back_and_404s_count(limited: Shop) -> None:
    client = _from(limited, _address())
    assert [client.get("/nothing-here").status_code for _ in range(100)] == [404] * 100
    refused = client.get("/categories")
    assert (refused.status_code, refused.json()["code"]) == (429, "rate_limited")
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.headers["ratelimit-policy"] == '"address";q=100;w=60'
    reset = re.fullmatch(r'"address";r=0;t=(\d+)', refused.headers["ratelimit"])
    assert reset
    assert 0 < int(reset[1]) <= 63
    assert refused.headers["retry-after"] == reset[1]
    for header in ("x-request-id", "x-content-type-options", "cache-control"):
        assert header in refused.headers
    assert _from(limited, client.headers["X-Forwarded-For"]).get(f"{limited.url}/health").status_code == 200


def test_several_policies_are_several_members(limited: Shop) -> None:
    answer = _from(limited, _address()).get("/products", params={"q": "mug"})
    assert answer.headers["ratelimit-policy"] == '"address";q=100;w=60, "search";q=60;w=60'
    assert re.fullmatch(r'"address";r=99;t=\d+, "search";r=59;t=\d+', answer.headers["ratelimit"])


@pytest.mark.parametrize("name", ["q", "%71"])
def test_t_rl_08_a_search_counts_however_its_parameter_is_written(limited: Shop, name: str) -> None:
    answer = _from(limited, _address()).get(f"/products?{name}=mug")
    assert answer.status_code == 200
    assert '"search"' in answer.headers["ratelimit-policy"]
    assert '"search"' not in _from(limited, _address()).get("/products?limit=1").headers["ratelimit-policy"]


def test_t_rl_07_a_browser_counts_for_the_account_in_its_cookie(limited: Shop) -> None:
    body = {"email": limited.user("customer")[1], "password": PASSWORD}
    client = _from(limited, _address())
    assert client.post("/auth/login", params={"session": "cookie"}, json=body).status_code == 200
    assert client.get("/auth/me").headers["ratelimit-policy"] == '"account";q=600;w=60'
    client.cookies.set("rowlock_access", "forged")
    assert client.get("/categories").headers["ratelimit-policy"] == '"address";q=100;w=60'


def test_t_rl_07_customers_behind_one_address_do_not_use_up_each_others_limit(limited: Shop) -> None:
    address = _address()
    assert _statuses([_from(limited, address)] * 4, 120) == {200: 100, 429: 20}
    tokens = [limited.user("customer")[0].headers["authorization"][7:] for _ in range(2)]
    for token in tokens:
        answer = _from(limited, address, token=token).get("/auth/me")
        assert answer.status_code == 200
        assert answer.headers["ratelimit-policy"] == '"account";q=600;w=60'
    forged = _from(limited, address, token=tokens[0][:-3] + "abc").get("/categories")
    assert forged.status_code == 429, "a token that is not good counts for the address"


def test_an_api_key_has_a_limit_of_its_own_once_it_is_known_to_be_good(limited: Shop) -> None:
    made = limited.admin().post("/api-keys", json={"name": "x", "scopes": ["users:read"]}).json()
    client = _from(limited, _address(), token=made["key"])
    assert client.get("/admin/users").headers["ratelimit-policy"].startswith('"address"')
    assert client.get("/admin/users").headers["ratelimit-policy"] == '"api_key";q=6000;w=60'
    guessed = _from(limited, _address(), token="rk_" + "A" * 43)
    assert [guessed.get("/admin/users").status_code for _ in range(101)] == [401] * 100 + [429]


def test_t_rl_08_dear_routes_have_limits_of_their_own(usual: tuple[Shop, str]) -> None:
    shop, token = usual
    admin, guest = _from(shop, _address(), token=token), _from(shop, _address())
    exports = [admin.post("/admin/export/orders", json={"format": "csv"}).status_code for _ in range(11)]
    searches = [guest.get("/products", params={"q": "mug"}).status_code for _ in range(61)]
    figures = [admin.get("/admin/dashboard/stats").status_code for _ in range(61)]
    assert exports[-1] == searches[-1] == figures[-1] == 429
    assert 429 not in exports[:-1] + searches[:-1] + figures[:-1]


def test_t_acc_06_one_address_cannot_try_every_account(limited: Shop) -> None:
    assert _log_ins(_from(limited, _address()), 500) == [401] * 20 + [429] * 480
