"""Ending sessions: at once, on every process."""

from collections.abc import Iterator

import pytest
import redis

from tests.conftest import ShopOpener
from tests.factories.accounts import log_in, make_user, refresh
from tests.shop import PASSWORD, Shop


@pytest.fixture(scope="module")
def two_apis(opener: ShopOpener) -> Iterator[Shop]:
    with opener(apis=2) as shop:
        yield shop


def test_t_auth_12_a_session_that_was_logged_out_is_over_on_every_process(two_apis: Shop) -> None:
    shop = two_apis
    tokens = log_in(shop, make_user(shop))
    clients = [shop.client(tokens["access_token"], api=number) for number in (0, 1)]
    assert [client.get("/auth/me").status_code for client in clients] == [200, 200]
    assert clients[0].post("/auth/logout").status_code == 204
    answers = [client.get("/auth/me") for client in clients]
    assert [(a.status_code, a.json()["code"]) for a in answers] == [(401, "invalid_token")] * 2
    assert refresh(shop, tokens["refresh_token"]).status_code == 401


def test_t_auth_14_15_role_and_status_are_those_of_this_moment_on_every_process(two_apis: Shop) -> None:
    shop = two_apis
    _, email, user_id = shop.user("admin")
    clients = [shop.client(log_in(shop, email)["access_token"], api=number) for number in (0, 1)]
    assert [client.get("/auth/me").json()["role"] for client in clients] == ["admin", "admin"]
    assert [client.get("/admin/exports").status_code for client in clients] == [200, 200]
    shop.execute("UPDATE users SET role = 'customer' WHERE id = $1", user_id)
    assert [client.get("/admin/exports").status_code for client in clients] == [403, 403]
    shop.execute("UPDATE users SET status = 'disabled' WHERE id = $1", user_id)
    assert [client.get("/auth/me").status_code for client in clients] == [401, 401]


def test_t_auth_20_a_wiped_redis_brings_no_session_back(shop: Shop) -> None:
    tokens = log_in(shop, make_user(shop))
    client = shop.client(tokens["access_token"])
    assert client.post("/auth/logout").status_code == 204
    redis.Redis.from_url(shop.environment["ROWLOCK_REDIS_URL"]).flushdb()
    assert client.get("/auth/me").status_code == 401
    assert refresh(shop, tokens["refresh_token"]).status_code == 401


def test_logging_out_leaves_the_other_sessions_alone(shop: Shop) -> None:
    email = make_user(shop)
    one, other = shop.login(email), shop.login(email)
    one.post("/auth/logout")
    assert (one.get("/auth/me").status_code, other.get("/auth/me").status_code) == (401, 200)


def test_logging_out_everywhere_ends_all_sessions_of_this_account_only(shop: Shop) -> None:
    email, stranger = make_user(shop), shop.customer()
    sessions = [log_in(shop, email) for _ in range(3)]
    clients = [shop.client(tokens["access_token"]) for tokens in sessions]
    assert clients[0].post("/auth/logout-all").status_code == 204
    assert [client.get("/auth/me").status_code for client in clients] == [401, 401, 401]
    assert {refresh(shop, tokens["refresh_token"]).status_code for tokens in sessions} == {401}
    assert stranger.get("/auth/me").status_code == 200
    assert shop.login(email, PASSWORD).get("/auth/me").status_code == 200


def test_sessions_are_listed_with_their_device_and_can_be_ended_one_by_one(shop: Shop) -> None:
    email = make_user(shop)
    phone = shop.client(log_in(shop, email, device="Shop/1.0 (Phone)")["access_token"])
    laptop = shop.client(log_in(shop, email, device="Laptop\tBrowser " + "x" * 1000)["access_token"])
    listed = laptop.get("/auth/sessions").json()
    assert listed["total"] == 2
    newest, oldest = listed["items"]
    assert (newest["is_current"], oldest["is_current"]) == (True, False)
    assert oldest["device"] == "Shop/1.0 (Phone)"
    assert newest["device"].startswith("LaptopBrowser x")
    assert len(newest["device"]) == 300
    assert newest["address"] == "127.0.0.1"
    assert laptop.delete(f"/auth/sessions/{oldest['id']}").status_code == 204
    assert phone.get("/auth/me").status_code == 401
    assert [item["id"] for item in laptop.get("/auth/sessions").json()["items"]] == [newest["id"]]
    assert laptop.delete(f"/auth/sessions/{oldest['id']}").status_code == 404


def test_sessions_are_paged(shop: Shop) -> None:
    email = make_user(shop)
    clients = [shop.login(email) for _ in range(5)]
    seen, url = [], "/auth/sessions?limit=2"
    while url:
        page = clients[0].get(url).json()
        seen += [item["id"] for item in page["items"]]
        url = f"/auth/sessions?limit=2&cursor={page['next_cursor']}" if page["next_cursor"] else ""
    assert len(seen) == 5
    assert seen == sorted(seen, reverse=True)


def test_nobody_ends_a_session_of_somebody_else(shop: Shop) -> None:
    mine, stranger = shop.customer(), shop.customer()
    (session,) = mine.get("/auth/sessions").json()["items"]
    assert stranger.delete(f"/auth/sessions/{session['id']}").status_code == 404
    assert mine.get("/auth/me").status_code == 200
