"""What an Idempotency-Key promises to who orders, and to whom it promises nothing."""

import json
import secrets
from typing import Any

import httpx
import pytest
import redis

from rowlock.idempotency import jobs
from tests.concurrency.crowd import all_at_once
from tests.conftest import ShopOpener
from tests.factories.catalogue import make_product
from tests.factories.orders import ADDRESS, fill_cart, make_order, order_body, place_order
from tests.inventory.stock_keeping import run_job
from tests.shop import PASSWORD, Shop, patiently


@pytest.fixture(scope="module")
def admin(shop: Shop) -> httpx.Client:
    return shop.admin()


@pytest.fixture
def variant_id(admin: httpx.Client) -> str:
    found: str = make_product(admin, stock=100)["variants"][0]["id"]
    return found


@pytest.fixture
def key() -> str:
    return secrets.token_hex(8)


def filled(shop: Shop, variant_id: str) -> httpx.Client:
    customer = shop.customer()
    fill_cart(customer, variant_id)
    return customer


def orders_of(customer: httpx.Client) -> int:
    return len(customer.get("/orders").json()["items"])


def age(shop: Shop, key: str, by: str) -> None:
    change = "UPDATE idempotency_keys SET created_at = created_at - $2::text::interval WHERE key = $1"
    shop.execute(change, key, by, as_owner=True)


def send(client: httpx.Client, key: str, body: dict[str, Any], **dumped: Any) -> httpx.Response:
    """An order with its JSON spelt in some way."""
    headers = {"Idempotency-Key": key, "Content-Type": "application/json"}
    return client.post("/orders", content=json.dumps(body, **dumped), headers=headers)


def test_t_idem_01_a_repeated_order_is_answered_as_the_first_time(shop: Shop, variant_id: str, key: str) -> None:
    customer = filled(shop, variant_id)
    first = place_order(customer, key=key)
    fill_cart(customer, variant_id)
    again = place_order(customer, key=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["Location"] == first.headers["Location"]
    assert [a.headers.get("Idempotent-Replayed") for a in (first, again)] == [None, "true"]
    assert orders_of(customer) == 1
    assert len(customer.get("/cart").json()["items"]) == 1


def test_t_idem_03_the_same_json_in_another_spelling_is_the_same_request(shop: Shop, variant_id: str, key: str) -> None:
    customer = filled(shop, variant_id)
    body = order_body(note="Ring twice: é")
    backwards = {**dict(reversed(body.items())), "shipping_address": dict(reversed(ADDRESS.items()))}
    first = send(customer, key, body)
    assert first.status_code == 201
    for again in (send(customer, key, backwards), send(customer, key, body, indent=3, ensure_ascii=False)):
        assert (again.status_code, again.content) == (201, first.content)
    assert send(customer, key, body | {"note": "Ring once"}).json()["code"] == "idempotency_key_reused"
    assert orders_of(customer) == 1


def test_t_idem_03_a_key_is_of_one_operation_so_another_path_runs_by_itself(
    shop: Shop, variant_id: str, key: str
) -> None:
    customer = filled(shop, variant_id)
    order_id = place_order(customer, key=key).json()["id"]
    headers = {"Idempotency-Key": key}
    cancelled = customer.post(f"/orders/{order_id}/cancel", headers=headers)
    assert (cancelled.status_code, cancelled.json()["status"]) == (200, "cancelled")
    again = customer.post(f"/orders/{order_id}/cancel", headers=headers)
    assert (again.status_code, again.content, again.headers["Idempotent-Replayed"]) == (200, cancelled.content, "true")
    assert place_order(customer, key=key).json()["status"] == "confirmed", "the answer of then"
    assert customer.get("/orders", headers=headers).status_code == 200


def test_t_idem_04_a_key_is_of_one_caller(shop: Shop, variant_id: str, key: str) -> None:
    callers = [filled(shop, variant_id), filled(shop, variant_id), shop.guest(), shop.guest()]
    for guest in callers[2:]:
        fill_cart(guest, variant_id)
    answers = [place_order(caller, key=key) for caller in callers]
    assert [a.status_code for a in answers] == [201] * 4
    assert len({a.json()["id"] for a in answers}) == 4
    assert len({a.json()["email"] for a in answers[:2]}) == 2


def test_t_idem_05_without_a_key_each_request_is_its_own(shop: Shop, variant_id: str) -> None:
    customer = filled(shop, variant_id)
    assert place_order(customer).status_code == 201
    assert place_order(customer).json()["code"] == "cart_empty"


def test_t_idem_06_an_invalid_request_keeps_nothing(shop: Shop, variant_id: str, key: str) -> None:
    customer = filled(shop, variant_id)
    assert place_order(customer, key=key, shipping_address={**ADDRESS, "country": "Britain"}).status_code == 422
    assert place_order(customer, key=key, shipping_method="teleport").status_code == 422
    answer = place_order(customer, key=key)
    assert (answer.status_code, answer.headers.get("Idempotent-Replayed")) == (201, None)


def test_t_idem_07_a_refusal_is_replayed_when_the_stock_has_come(
    shop: Shop, admin: httpx.Client, variant_id: str, key: str
) -> None:
    customer = filled(shop, variant_id)
    make_order(shop.guest(), variant_id, 100)
    first = place_order(customer, key=key)
    adjusted = {"variant_id": variant_id, "delta": 5, "reason": "delivery"}
    assert admin.post("/admin/inventory/adjust", json=adjusted).status_code == 200
    again = place_order(customer, key=key)
    assert (first.json()["code"], again.json()["code"]) == ("out_of_stock", "out_of_stock")
    assert again.json()["lines"] == first.json()["lines"]
    assert again.headers["Idempotent-Replayed"] == "true"
    assert place_order(customer, key=secrets.token_hex(8)).status_code == 201


def test_t_idem_11_an_answer_is_kept_for_a_day_and_no_longer(shop: Shop, variant_id: str, key: str) -> None:
    customer = filled(shop, variant_id)
    first = place_order(customer, key=key)
    fill_cart(customer, variant_id)
    age(shop, key, "23 hours 59 minutes")
    run_job(shop, jobs.forget_kept_answers)
    assert place_order(customer, key=key).content == first.content
    age(shop, key, "2 minutes")
    again = place_order(customer, key=key)
    assert (again.status_code, again.headers.get("Idempotent-Replayed")) == (201, None)
    assert again.json()["id"] != first.json()["id"]
    assert orders_of(customer) == 2


def test_t_idem_11_forgetting_an_answer_while_it_is_asked_for_makes_no_half_order(shop: Shop, variant_id: str) -> None:
    for _ in range(4):
        key = secrets.token_hex(8)
        customer = filled(shop, variant_id)
        first = place_order(customer, key=key).json()["id"]
        fill_cart(customer, variant_id)
        age(shop, key, "24 hours 1 minute")

        def act(number: int, customer: httpx.Client = customer, key: str = key) -> httpx.Response | None:
            if number == 0:
                run_job(shop, jobs.forget_kept_answers)
                return None
            return patiently(lambda: place_order(customer, key=key))

        answers = [answer for answer in all_at_once(range(6), act) if answer is not None]
        made = {a.json()["id"] for a in answers if a.status_code == 201}
        assert {a.status_code for a in answers} <= {201, 409}
        assert {a.json()["code"] for a in answers if a.status_code == 409} <= {"idempotency_in_progress"}
        assert len(made) == 1
        assert first not in made
        assert orders_of(customer) == 2


@pytest.mark.parametrize("how", ["logged out", "disabled"])
def test_t_idem_12_who_may_no_longer_order_sees_no_kept_answer(
    shop: Shop, admin: httpx.Client, variant_id: str, key: str, how: str
) -> None:
    customer, _, user_id = shop.user("customer")
    fill_cart(customer, variant_id)
    assert place_order(customer, key=key).status_code == 201
    if how == "disabled":
        assert admin.put(f"/admin/users/{user_id}/status", json={"status": "disabled"}).status_code == 200
    else:
        assert customer.post("/auth/logout").status_code in (200, 204)
    again = place_order(customer, key=key)
    assert (again.status_code, "id" in again.json()) == (401, False)


def test_t_idem_12_an_admin_who_is_none_any_more_sees_no_kept_answer(
    shop: Shop, admin: httpx.Client, variant_id: str, key: str
) -> None:
    former, address, user_id = shop.user("admin")
    order_ids = [make_order(shop.guest(), variant_id)["id"] for _ in range(2)]
    body = {"order_ids": order_ids, "status": "processing"}
    headers = {"Idempotency-Key": key}
    assert former.post("/admin/orders/bulk-status", json=body, headers=headers).status_code == 200
    assert admin.put(f"/admin/users/{user_id}/role", json={"role": "customer"}).status_code == 200
    for client in (former, shop.login(address)):
        again = client.post("/admin/orders/bulk-status", json=body, headers=headers)
        assert again.status_code in (401, 403)
        assert "results" not in again.json()


def test_t_idem_13_kept_answers_do_not_live_in_redis(opener: ShopOpener, key: str) -> None:
    with opener() as shop:
        variant_id = make_product(shop.admin())["variants"][0]["id"]
        customer = filled(shop, variant_id)
        first = place_order(customer, key=key)
        assert shop.settings.redis_url is not None
        with redis.Redis.from_url(shop.settings.redis_url) as client:
            client.flushdb()
        again = place_order(customer, key=key)
        assert (again.status_code, again.content, again.headers["Idempotent-Replayed"]) == (201, first.content, "true")


def test_t_idem_14_only_what_is_the_orders_is_replayed_of_the_head(opener: ShopOpener, key: str) -> None:
    with opener(ROWLOCK_ACCOUNT_RATE_LIMIT="100/hour", ROWLOCK_RATE_LIMIT="10000/hour") as shop:
        variant_id = make_product(shop.admin())["variants"][0]["id"]
        customer = filled(shop, variant_id)
        first, again = place_order(customer, key=key), place_order(customer, key=key)
        assert again.content == first.content
        ours = {"idempotent-replayed", "date", "x-request-id", "ratelimit"}
        same = [{n: v for n, v in a.headers.items() if n not in ours} for a in (first, again)]
        assert same[0] == same[1]
        assert again.headers["X-Request-ID"] != first.headers["X-Request-ID"]
        assert again.headers["RateLimit"] != first.headers["RateLimit"], "what is left now"


def test_t_idem_14_no_cookie_is_kept_or_replayed(shop: Shop, variant_id: str, key: str) -> None:
    _, address, _ = shop.user("customer")
    browser = shop.browser(Origin=shop.url)
    body = {"email": address, "password": PASSWORD}
    assert browser.post("/api/v1/auth/login", params={"session": "cookie"}, json=body).status_code == 200
    headers = {"X-CSRF-Token": browser.cookies["rowlock_csrf"], "Idempotency-Key": key}
    added = browser.post("/api/v1/cart/add", json={"variant_id": variant_id}, headers=headers)
    assert added.status_code == 200, added.text
    answers = [browser.post("/api/v1/orders", json=order_body(), headers=headers) for _ in range(2)]
    assert [a.status_code for a in answers] == [201, 201]
    assert all("set-cookie" not in a.headers for a in answers)
