"""Nothing is sold twice: crowds of buyers against two api processes."""

import collections
import concurrent.futures
import secrets
from collections.abc import Iterator

import httpx
import pytest

from tests.concurrency.crowd import all_at_once
from tests.conftest import ShopOpener
from tests.factories.catalogue import make_product
from tests.factories.orders import fill_cart, place_order
from tests.inventory.stock_keeping import default_location, ledger, open_location, shares, transfer
from tests.shop import Shop, patiently

pytestmark = pytest.mark.xdist_group("races")


@pytest.fixture(scope="module")
def shop(opener: ShopOpener) -> Iterator[Shop]:
    with opener(apis=2) as opened:
        yield opened
        opened.assert_books_balance()


def variant(shop: Shop, stock: int) -> str:
    found: str = make_product(shop.admin(), stock=stock)["variants"][0]["id"]
    return found


def guests_with(shop: Shop, *carts: list[tuple[str, int]]) -> list[httpx.Client]:
    """A guest for each cart, spread over the api processes, on a connection that is warm."""
    guests = [shop.client(api=number % 2) for number in range(len(carts))]

    def fill(number: int) -> None:
        for variant_id, quantity in carts[number]:
            fill_cart(guests[number], variant_id, quantity)

    with concurrent.futures.ThreadPoolExecutor(16) as threads:
        list(threads.map(fill, range(len(guests))))
    return guests


def order(guest: httpx.Client) -> httpx.Response:
    return patiently(lambda: place_order(guest))


def test_t_stk_01_fifty_in_stock_and_two_hundred_buyers_are_fifty_orders(shop: Shop) -> None:
    variant_id = variant(shop, 50)
    guests = guests_with(shop, *[[(variant_id, 1)]] * 200)
    answers = all_at_once(guests, order)
    assert collections.Counter(a.status_code for a in answers) == {201: 50, 409: 150}
    assert {a.json()["code"] for a in answers if a.status_code == 409} == {"out_of_stock"}
    assert len({a.json()["number"] for a in answers if a.status_code == 201}) == 50
    assert shop.sql("SELECT on_hand FROM inventory WHERE variant_id = $1", variant_id) == [{"on_hand": 0}]


def test_t_stk_01_the_last_item_goes_to_one_buyer(shop: Shop) -> None:
    variant_id = variant(shop, 1)
    guests = guests_with(shop, *[[(variant_id, 1)]] * 60)
    answers = all_at_once(guests, order)
    assert collections.Counter(a.status_code for a in answers) == {201: 1, 409: 59}


def test_t_stk_02_crossed_two_line_orders_all_succeed(shop: Shop) -> None:
    first, second = variant(shop, 1000), variant(shop, 1000)
    carts = [[(first, 1), (second, 1)], [(second, 1), (first, 1)]] * 60
    answers = all_at_once(guests_with(shop, *carts), order)
    assert collections.Counter(a.status_code for a in answers) == {201: 120}


def test_sixteen_parallel_calls_with_one_key_are_one_order(shop: Shop) -> None:
    variant_id = variant(shop, 100)
    (guest,) = guests_with(shop, [(variant_id, 2)])
    token, key = guest.headers["X-Cart-Token"], secrets.token_hex(8)
    callers = [shop.client(api=number % 2, cart=token) for number in range(16)]
    answers = all_at_once(callers, lambda caller: place_order(caller, key=key))
    counted = collections.Counter((a.status_code, a.json().get("code")) for a in answers)
    assert set(counted) <= {(201, None), (409, "idempotency_in_progress")}
    assert len({a.json()["id"] for a in answers if a.status_code == 201}) == 1
    replayed = place_order(callers[0], key=key)
    assert (replayed.status_code, replayed.headers["idempotent-replayed"]) == (201, "true")
    assert shop.sql("SELECT on_hand FROM inventory WHERE variant_id = $1", variant_id) == [{"on_hand": 98}]


def test_one_cart_with_different_keys_is_one_order(shop: Shop) -> None:
    variant_id = variant(shop, 100)
    (guest,) = guests_with(shop, [(variant_id, 1)])
    token = guest.headers["X-Cart-Token"]
    callers = [shop.client(api=number % 2, cart=token) for number in range(20)]
    answers = all_at_once(callers, lambda caller: place_order(caller, key=secrets.token_hex(8)))
    assert collections.Counter(a.status_code for a in answers) == {201: 1, 409: 19}
    assert {a.json()["code"] for a in answers if a.status_code == 409} == {"cart_empty"}


def test_a_cancellation_asked_for_twenty_times_returns_the_stock_once(shop: Shop) -> None:
    variant_id = variant(shop, 10)
    customer = shop.customer()
    fill_cart(customer, variant_id, 3)
    order = place_order(customer).json()
    token = customer.headers["authorization"].removeprefix("Bearer ")
    callers = [shop.client(token, api=number % 2) for number in range(20)]
    answers = all_at_once(callers, lambda caller: caller.post(f"/orders/{order['id']}/cancel"))
    assert collections.Counter(a.status_code for a in answers) == {200: 1, 409: 19}
    assert shop.sql("SELECT on_hand FROM inventory WHERE variant_id = $1", variant_id) == [{"on_hand": 10}]


def test_refunds_in_parallel_never_give_back_more_than_was_paid(shop: Shop) -> None:
    variant_id = variant(shop, 10)
    (guest,) = guests_with(shop, [(variant_id, 1)])
    order = place_order(guest).json()
    admin = shop.admin()
    admin.post(f"/orders/{order['id']}/payments", json={"amount": order["total"]})
    token = admin.headers["authorization"].removeprefix("Bearer ")
    amount = order["total"] * 6 // 10
    callers = [shop.client(token, api=number % 2) for number in range(20)]
    answers = all_at_once(
        callers,
        lambda caller: caller.post(f"/orders/{order['id']}/refund", json={"amount": amount, "reason": "late"}),
    )
    assert collections.Counter(a.status_code for a in answers) == {201: 1, 409: 19}
    assert admin.get(f"/orders/{order['id']}").json()["refunded_total"] == amount


def test_adding_the_first_thing_in_twenty_places_at_once_makes_one_cart(shop: Shop) -> None:
    variant_id = variant(shop, 100)
    customer = shop.customer()
    token = customer.headers["authorization"].removeprefix("Bearer ")
    callers = [shop.client(token, api=number % 2) for number in range(20)]
    answers = all_at_once(callers, lambda c: c.post("/cart/add", json={"variant_id": variant_id, "quantity": 1}))
    assert collections.Counter(a.status_code for a in answers) == {200: 20}
    assert [i["quantity"] for i in customer.get("/cart").json()["items"]] == [20]


def test_t_stk_11_a_number_set_while_orders_run_is_a_difference_in_the_ledger(shop: Shop) -> None:
    variant_id, admin = variant(shop, 1000), shop.admin()
    guests = guests_with(shop, *[[(variant_id, 1)]] * 60)
    path = f"/admin/inventory/{variant_id}"
    counted = []

    def count_and_set(client: httpx.Client) -> int:
        """Reads the number and sets another, until nobody sold in between."""
        for _ in range(40):
            there = admin.get(path).json()["on_hand"]
            body = {"variant_id": variant_id, "on_hand": there + 7, "expected": there, "reason": "counted"}
            answer = client.post("/admin/inventory/adjust", json=body)
            if answer.status_code == 200:
                counted.append(answer.json()["delta"])
            else:
                assert answer.json()["code"] == "stock_changed"
        return len(counted)

    token = admin.headers["authorization"].removeprefix("Bearer ")
    with concurrent.futures.ThreadPoolExecutor(1) as threads:
        setting = threads.submit(count_and_set, shop.client(token, api=1))
        answers = all_at_once(guests, order)
        assert setting.result() > 0
    assert collections.Counter(a.status_code for a in answers) == {201: 60}
    assert set(counted) == {7}
    assert admin.get(path).json()["on_hand"] == 1000 - 60 + 7 * len(counted)


def test_orders_transfers_and_cancellations_of_several_locations_lose_no_piece(shop: Shop) -> None:
    admin = shop.admin()
    first, second = variant(shop, 30), variant(shop, 30)
    main, north = default_location(admin), open_location(admin)
    token = admin.headers["authorization"].removeprefix("Bearer ")
    callers = [shop.client(token, api=number % 2) for number in range(20)]
    carts = [[(first, 2), (second, 1)], [(second, 2), (first, 1)]] * 15

    def move(client: httpx.Client) -> httpx.Response:
        return transfer(client, main, north, (first, 1), (second, 1))

    with concurrent.futures.ThreadPoolExecutor(1) as threads:
        moving = threads.submit(all_at_once, callers, move)
        answers = all_at_once(guests_with(shop, *carts), order)
        moved = collections.Counter(a.status_code for a in moving.result())
    sold = sum(answer.status_code == 201 for answer in answers)
    assert set(moved) <= {201, 409}
    assert moved[201] > 0
    assert {a.json()["code"] for a in answers if a.status_code == 409} <= {"out_of_stock"}
    for variant_id in (first, second):
        taken = -sum(m["delta"] for m in ledger(admin, variant_id=variant_id, reason="sale", limit="100"))
        assert sum(shares(admin, variant_id).values()) == 30 - taken
    assert sold > 0
    placed = [answer.json()["id"] for answer in answers if answer.status_code == 201]
    assert [admin.post(f"/orders/{order_id}/cancel").status_code for order_id in placed] == [200] * sold
    assert [sum(shares(admin, variant_id).values()) for variant_id in (first, second)] == [30, 30]
