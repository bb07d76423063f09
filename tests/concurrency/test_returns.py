"""Returns under many hands: no piece comes back twice, and no money goes back twice."""

import functools
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.conftest import ShopOpener
from tests.factories.catalogue import make_product
from tests.factories.orders import make_order
from tests.shop import Shop, patiently

CROWD = 8


@pytest.fixture(scope="module")
def shop(opener: ShopOpener) -> Iterator[Shop]:
    with opener(apis=2) as opened:
        yield opened
        opened.assert_books_balance()


@pytest.fixture(scope="module")
def admin(shop: Shop) -> httpx.Client:
    return shop.admin()


def delivered(client: httpx.Client, admin: httpx.Client) -> dict[str, Any]:
    """Two pieces that have arrived, of a product of which there were ten."""
    order = make_order(client, make_product(admin, stock=10, price=1_000)["variants"][0]["id"], 2)
    for status in ("processing", "shipped", "delivered"):
        assert admin.put(f"/orders/{order['id']}/status", json={"status": status}).status_code == 200
    return order


def wish(order: dict[str, Any], quantity: int) -> dict[str, Any]:
    return {"items": [{"item_id": order["items"][0]["id"], "quantity": quantity}], "reason": "too small"}


def at_once(*calls: Callable[[], httpx.Response]) -> Counter[int]:
    with ThreadPoolExecutor(len(calls)) as pool:
        return Counter(answer.status_code for answer in pool.map(lambda call: patiently(call), calls))


def on_hand(shop: Shop, order: dict[str, Any]) -> int:
    variant_id = order["items"][0]["variant_id"]
    return int(shop.sql("SELECT on_hand FROM inventory WHERE variant_id = $1::text::uuid", variant_id)[0]["on_hand"])


def test_pieces_asked_for_by_many_at_once_are_in_one_return(shop: Shop, admin: httpx.Client) -> None:
    customer = shop.customer()
    order = delivered(customer, admin)
    path = f"/orders/{order['id']}/returns"
    told = at_once(*[lambda: customer.post(path, json=wish(order, 2)) for _ in range(CROWD)])
    assert told == {201: 1, 409: CROWD - 1}
    assert len(customer.get(path).json()["items"]) == 1


def test_a_return_taken_in_by_many_at_once_is_paid_back_and_restocked_once(shop: Shop, admin: httpx.Client) -> None:
    customer = shop.customer()
    order = delivered(customer, admin)
    wanted = customer.post(f"/orders/{order['id']}/returns", json=wish(order, 2)).json()
    admin.post(f"/admin/returns/{wanted['id']}/approve")
    body = {"items": [{"item_id": order["items"][0]["id"], "quantity": 2, "restock": True}]}
    told = at_once(*[lambda: admin.post(f"/admin/returns/{wanted['id']}/receive", json=body) for _ in range(CROWD)])
    assert told == {200: 1, 409: CROWD - 1}
    assert admin.get(f"/orders/{order['id']}").json()["refunded_total"] == order["total"]
    assert on_hand(shop, order) == 10


def test_a_return_and_a_refund_of_the_same_pieces_give_their_money_back_once(shop: Shop, admin: httpx.Client) -> None:
    customer = shop.customer()
    orders = [delivered(customer, admin) for _ in range(4)]
    for order in orders:
        wanted = customer.post(f"/orders/{order['id']}/returns", json=wish(order, 2)).json()
        admin.post(f"/admin/returns/{wanted['id']}/approve")
        item_id = order["items"][0]["id"]
        body = {"items": [{"item_id": item_id, "quantity": 2, "restock": True}]}
        refund = {"items": [{"item_id": item_id, "quantity": 2}], "reason": "torn"}
        receive, pay = f"/admin/returns/{wanted['id']}/receive", f"/orders/{order['id']}/refund"
        told = at_once(
            functools.partial(admin.post, receive, json=body),
            functools.partial(admin.post, pay, json=refund),
        )
        # Whoever comes second finds the money gone; the goods come back in either case.
        assert told in ({200: 1, 409: 1}, {200: 1, 201: 1})
        assert admin.get(f"/orders/{order['id']}").json()["refunded_total"] == order["total"]
        assert on_hand(shop, order) == 10
