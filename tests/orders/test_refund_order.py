"""Money goes back: by amount, by lines, never more than came in."""

import secrets
from typing import Any

import httpx
import pytest

from tests.factories.catalogue import make_product
from tests.factories.orders import fill_cart, make_order, place_order
from tests.shop import Shop


@pytest.fixture(scope="module")
def admin(shop: Shop) -> httpx.Client:
    return shop.admin()


def paid_order(shop: Shop, admin: httpx.Client, *lines: tuple[int, int]) -> dict[str, Any]:
    """An order of (price, quantity) lines that is paid."""
    guest = shop.guest()
    for price, quantity in lines:
        fill_cart(guest, make_product(admin, price=price, stock=20)["variants"][0]["id"], quantity)
    order: dict[str, Any] = place_order(guest).json()
    admin.post(f"/orders/{order['id']}/payments", json={"amount": order["total"]})
    return order


def refund(admin: httpx.Client, order: dict[str, Any], **body: Any) -> httpx.Response:
    return admin.post(f"/orders/{order['id']}/refund", json={"reason": "broken", **body})


def stock(shop: Shop, variant_id: str) -> int:
    found: int = shop.sql("SELECT on_hand FROM inventory WHERE variant_id = $1", variant_id)[0]["on_hand"]
    return found


def test_a_line_is_refunded_and_put_back(shop: Shop, admin: httpx.Client) -> None:
    order = paid_order(shop, admin, (1250, 2), (800, 1))
    line = order["items"][0]
    answer = refund(admin, order, items=[{"item_id": line["id"], "quantity": 1, "restock": True}])
    assert answer.status_code == 201
    assert answer.json()["amount"] == 1250
    assert stock(shop, line["variant_id"]) == 19
    now = admin.get(f"/orders/{order['id']}").json()
    assert (now["payment_status"], now["refunded_total"]) == ("partially_refunded", 1250)
    assert now["items"][0]["refunded_quantity"] == 1
    listed = admin.get(f"/orders/{order['id']}/refunds").json()["items"]
    assert [(r["amount"], r["items"][0]["item_id"]) for r in listed] == [(1250, line["id"])]


def test_a_line_is_refunded_without_going_back(shop: Shop, admin: httpx.Client) -> None:
    order = paid_order(shop, admin, (1250, 2))
    refund(admin, order, items=[{"item_id": order["items"][0]["id"], "quantity": 1}])
    assert stock(shop, order["items"][0]["variant_id"]) == 18


def test_all_lines_refunded_one_by_one_give_all_money_back(shop: Shop, admin: httpx.Client) -> None:
    order = paid_order(shop, admin, (333, 3))
    amounts = [
        refund(admin, order, items=[{"item_id": order["items"][0]["id"], "quantity": 1}]).json()["amount"]
        for _ in range(3)
    ]
    assert sum(amounts) == order["total"]
    now = admin.get(f"/orders/{order['id']}").json()
    assert (now["status"], now["payment_status"]) == ("refunded", "refunded")


def test_no_more_of_a_line_than_was_bought(shop: Shop, admin: httpx.Client) -> None:
    order = paid_order(shop, admin, (500, 1), (500, 3))
    item = {"item_id": order["items"][0]["id"], "quantity": 1}
    assert refund(admin, order, items=[item]).status_code == 201
    again = refund(admin, order, items=[item])
    assert (again.status_code, again.json()["code"]) == (409, "refund_exceeds_paid")
    assert refund(admin, order, items=[item, item]).status_code == 409


def test_t_az_05_a_line_of_another_order_is_not_refunded(shop: Shop, admin: httpx.Client) -> None:
    order, other = paid_order(shop, admin, (500, 1)), paid_order(shop, admin, (700, 1))
    refused = refund(admin, order, items=[{"item_id": other["items"][0]["id"], "quantity": 1}])
    assert (refused.status_code, refused.json()["item_id"]) == (409, other["items"][0]["id"])
    for one in (order, other):
        assert admin.get(f"/orders/{one['id']}").json()["refunded_total"] == 0


@pytest.mark.parametrize("amount", [0, -1, 2**63, 1.5, "5"])
def test_an_amount_that_is_none_is_invalid(shop: Shop, admin: httpx.Client, amount: object) -> None:
    order = paid_order(shop, admin, (500, 1))
    assert refund(admin, order, amount=amount).status_code in (400, 422)


def test_no_more_than_is_left(shop: Shop, admin: httpx.Client) -> None:
    order = paid_order(shop, admin, (1000, 1))
    assert refund(admin, order, amount=600).status_code == 201
    refused = refund(admin, order, amount=600)
    assert (refused.status_code, refused.json()["code"], refused.json()["refundable"]) == (
        409,
        "refund_exceeds_paid",
        400,
    )
    assert refund(admin, order).json()["amount"] == 400


def test_an_unpaid_order_has_nothing_to_refund(shop: Shop, admin: httpx.Client) -> None:
    variant_id = make_product(admin, stock=3)["variants"][0]["id"]
    order = make_order(shop.guest(), variant_id)
    assert refund(admin, order).json()["code"] == "refund_exceeds_paid"


def test_the_same_key_refunds_once(shop: Shop, admin: httpx.Client) -> None:
    order = paid_order(shop, admin, (1000, 1))
    headers = {"Idempotency-Key": secrets.token_hex(8)}
    path, body = f"/orders/{order['id']}/refund", {"amount": 300, "reason": "late"}
    first, again = (admin.post(path, json=body, headers=headers) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert admin.get(f"/orders/{order['id']}").json()["refunded_total"] == 300


def test_only_an_admin_gives_money_back(shop: Shop, admin: httpx.Client) -> None:
    order = paid_order(shop, admin, (1000, 1))
    assert refund(shop.customer(), order).status_code == 403
    assert refund(shop.guest(), order).status_code == 401
