"""Goods that come back: asked for, decided, received, and paid for once."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.conftest import ShopOpener
from tests.factories.accounts import new_address
from tests.factories.catalogue import make_product
from tests.factories.orders import fill_cart, make_order, place_order
from tests.factories.pricing import make_coupon
from tests.shop import Shop, mail_text


@pytest.fixture(scope="module")
def shop(opener: ShopOpener) -> Iterator[Shop]:
    """A shop whose books no other test touches."""
    with opener() as opened:
        yield opened
        opened.assert_books_balance()


@pytest.fixture(scope="module")
def admin(shop: Shop) -> httpx.Client:
    return shop.admin()


@pytest.fixture(scope="module")
def variant_id(admin: httpx.Client) -> str:
    return str(make_product(admin, stock=500, price=1_000)["variants"][0]["id"])


def arrive(admin: httpx.Client, order: dict[str, Any]) -> None:
    for status in ("processing", "shipped", "delivered"):
        answer = admin.put(f"/orders/{order['id']}/status", json={"status": status})
        assert answer.status_code == 200, answer.text


def delivered(
    client: httpx.Client, admin: httpx.Client, variant_id: str, quantity: int = 2, **more: Any
) -> dict[str, Any]:
    order = make_order(client, variant_id, quantity, **more)
    arrive(admin, order)
    return order


def ask(
    client: httpx.Client,
    order: dict[str, Any],
    quantity: int = 1,
    *,
    line: int = 0,
    headers: dict[str, str] | None = None,
) -> httpx.Response:
    body = {"items": [{"item_id": order["items"][line]["id"], "quantity": quantity}], "reason": "too small"}
    return client.post(f"/orders/{order['id']}/returns", json=body, headers=headers)


def step(admin: httpx.Client, wanted: dict[str, Any], verb: str, **body: Any) -> httpx.Response:
    return admin.post(f"/admin/returns/{wanted['id']}/{verb}", json=body or None)


def on_hand(shop: Shop, variant_id: str) -> int:
    return int(shop.sql("SELECT on_hand FROM inventory WHERE variant_id = $1::text::uuid", variant_id)[0]["on_hand"])


def test_what_comes_back_goes_into_stock_and_its_money_to_the_buyer(shop: Shop, admin: httpx.Client) -> None:
    variant_id = make_product(admin, stock=9, price=1_000)["variants"][0]["id"]
    customer, address, _ = shop.user("customer")
    order = delivered(customer, admin, variant_id, 3)
    asked = ask(customer, order, 2)
    assert asked.status_code == 201, asked.text
    wanted = asked.json()
    assert (wanted["status"], wanted["items"][0]["quantity"]) == ("requested", 2)
    listed = customer.get(f"/orders/{order['id']}/returns").json()
    assert listed["items"] == [wanted]
    assert listed["returnable"] == [{"item_id": order["items"][0]["id"], "quantity": 1}]
    assert "2 x" in mail_text(shop.wait_mail(address, "want to send back"))
    approved = step(admin, wanted, "approve", note="Send it to the square")
    assert (approved.json()["status"], approved.json()["note"]) == ("approved", "Send it to the square")
    shop.wait_mail(address, "Send it to the square")
    restock = [{"item_id": order["items"][0]["id"], "quantity": 2, "restock": True}]
    received = step(admin, wanted, "receive", items=restock)
    assert received.status_code == 200, received.text
    assert received.json()["items"][0]["restocked_quantity"] == 2
    assert on_hand(shop, variant_id) == 8
    (refund,) = customer.get(f"/orders/{order['id']}/refunds").json()["items"]
    assert (refund["id"], refund["amount"], refund["reason"]) == (received.json()["refund_id"], 2_000, "too small")
    shop.wait_mail(address, "have arrived here")


def test_no_piece_is_asked_for_twice_and_a_cancelled_return_frees_its_own(
    shop: Shop, admin: httpx.Client, variant_id: str
) -> None:
    customer = shop.customer()
    order = delivered(customer, admin, variant_id, 2)
    first = ask(customer, order, 2).json()
    again = ask(customer, order, 1)
    assert (again.status_code, again.json()["code"]) == (409, "exceeds_returnable")
    cancel = f"/orders/{order['id']}/returns/{first['id']}/cancel"
    assert shop.customer().post(cancel).status_code == 404
    assert customer.post(cancel).json()["status"] == "cancelled"
    late = customer.post(cancel)
    assert (late.status_code, late.json()["code"]) == (409, "invalid_return_step")
    assert ask(customer, order, 2).status_code == 201


def test_what_has_not_left_cannot_be_returned(shop: Shop, admin: httpx.Client, variant_id: str) -> None:
    customer = shop.customer()
    order = make_order(customer, variant_id, 2)
    early = ask(customer, order)
    assert (early.status_code, early.json()["code"]) == (409, "returns_closed")
    parcel = {"carrier": "DHL", "tracking_number": "1", "items": [{"item_id": order["items"][0]["id"], "quantity": 1}]}
    admin.post(f"/orders/{order['id']}/shipments", json=parcel)
    assert ask(customer, order, 2).json()["code"] == "exceeds_returnable"
    assert ask(customer, order, 1).status_code == 201


def test_what_was_given_back_already_cannot_be_returned(shop: Shop, admin: httpx.Client, variant_id: str) -> None:
    customer = shop.customer()
    order = delivered(customer, admin, variant_id, 2)
    items = [{"item_id": order["items"][0]["id"], "quantity": 1, "restock": True}]
    assert admin.post(f"/orders/{order['id']}/refund", json={"items": items, "reason": "x"}).status_code == 201
    assert ask(customer, order, 2).json()["code"] == "exceeds_returnable"
    wanted = ask(customer, order, 1).json()
    step(admin, wanted, "approve")
    step(admin, wanted, "receive")
    assert admin.get(f"/orders/{order['id']}").json()["status"] == "refunded", "all of it is back"
    assert ask(customer, order, 1).json()["code"] == "returns_closed"


def test_a_rejected_return_ends_and_says_why(shop: Shop, admin: httpx.Client, variant_id: str) -> None:
    customer, address, _ = shop.user("customer")
    order = delivered(customer, admin, variant_id)
    wanted = ask(customer, order).json()
    assert step(admin, wanted, "receive").json()["code"] == "invalid_return_step"
    assert step(admin, wanted, "reject", note="It was worn").json()["status"] == "rejected"
    shop.wait_mail(address, "It was worn")
    assert step(admin, wanted, "approve").json()["code"] == "invalid_return_step"
    assert ask(customer, order, 2).status_code == 201


def test_less_may_arrive_and_a_fee_be_kept(shop: Shop, admin: httpx.Client, variant_id: str) -> None:
    customer = shop.customer()
    order = delivered(customer, admin, variant_id, 3)
    wanted = ask(customer, order, 3).json()
    step(admin, wanted, "approve")
    line = order["items"][0]["id"]
    assert (
        step(admin, wanted, "receive", items=[{"item_id": line, "quantity": 4}]).json()["code"] == "exceeds_returnable"
    )
    assert (
        step(admin, wanted, "receive", items=[{"item_id": line, "quantity": 0}]).json()["code"] == "exceeds_returnable"
    )
    assert step(admin, wanted, "receive", amount=1, refund=False).status_code == 422
    received = step(admin, wanted, "receive", items=[{"item_id": line, "quantity": 1}], amount=600).json()
    assert (received["items"][0]["received_quantity"], received["items"][0]["restocked_quantity"]) == (1, 0)
    assert admin.get(f"/orders/{order['id']}").json()["refunded_total"] == 600
    left = customer.get(f"/orders/{order['id']}/returns").json()["returnable"]
    assert left == [{"item_id": line, "quantity": 2}]


def test_an_exchange_comes_back_without_money(shop: Shop, admin: httpx.Client, variant_id: str) -> None:
    customer = shop.customer()
    order = delivered(customer, admin, variant_id, 1)
    before = on_hand(shop, variant_id)
    wanted = ask(customer, order).json()
    step(admin, wanted, "approve")
    items = [{"item_id": order["items"][0]["id"], "quantity": 1, "restock": True}]
    received = step(admin, wanted, "receive", items=items, refund=False).json()
    assert received["refund_id"] is None
    assert on_hand(shop, variant_id) == before + 1
    assert admin.get(f"/orders/{order['id']}").json()["refunded_total"] == 0


def test_a_piece_that_came_free_comes_back_without_money(shop: Shop, admin: httpx.Client) -> None:
    products = [make_product(admin, stock=9, price=price) for price in (1_000, 400)]
    variants = [product["variants"][0]["id"] for product in products]
    coupon = make_coupon(admin, "buy_x_get_y", None, buy_quantity=1, get_quantity=1)
    customer = shop.customer()
    for variant in variants:
        fill_cart(customer, variant)
    assert customer.post("/cart/coupon", json={"code": coupon["code"]}).status_code == 200
    order = place_order(customer).json()
    arrive(admin, order)
    (free,) = [i for i, item in enumerate(order["items"]) if item["line_total"] == 0]
    wanted = ask(customer, order, line=free).json()
    step(admin, wanted, "approve")
    items = [{"item_id": order["items"][free]["id"], "quantity": 1, "restock": True}]
    received = step(admin, wanted, "receive", items=items)
    assert received.status_code == 200, received.text
    assert received.json()["refund_id"] is None
    assert on_hand(shop, order["items"][free]["variant_id"]) == 9


def test_returns_end_some_days_after_the_arrival_but_not_for_admins(
    shop: Shop, admin: httpx.Client, variant_id: str
) -> None:
    customer = shop.customer()
    order = delivered(customer, admin, variant_id)
    shop.execute(
        "UPDATE order_events SET at = at - interval '31 days' WHERE order_id = $1::text::uuid",
        order["id"],
        as_owner=True,
    )
    late = ask(customer, order)
    assert (late.status_code, late.json()["code"]) == (409, "returns_closed")
    assert ask(admin, order).status_code == 201


def test_a_shop_may_take_no_returns_of_its_own(opener: ShopOpener) -> None:
    with opener(ROWLOCK_RETURN_DAYS="0") as shop:
        admin, customer = shop.admin(), shop.customer()
        order = delivered(customer, admin, make_product(admin)["variants"][0]["id"], 1)
        assert ask(customer, order).json()["code"] == "returns_closed"
        assert ask(admin, order).status_code == 201


def test_the_same_request_under_one_key_is_one_return(shop: Shop, admin: httpx.Client, variant_id: str) -> None:
    customer = shop.customer()
    order = delivered(customer, admin, variant_id)
    key = {"Idempotency-Key": f"return-{order['id']}"}
    answers = [ask(customer, order, headers=key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    step(admin, answers[0].json(), "approve")
    path = f"/admin/returns/{answers[0].json()['id']}/receive"
    received = [admin.post(path, headers=key) for _ in range(2)]
    assert [answer.status_code for answer in received] == [200, 200]
    assert len(admin.get(f"/orders/{order['id']}/refunds").json()["items"]) == 1


def test_a_guest_returns_with_the_token_of_his_order(shop: Shop, admin: httpx.Client, variant_id: str) -> None:
    guest = shop.guest()
    fill_cart(guest, variant_id)
    order = place_order(guest, email=new_address()).json()
    arrive(admin, order)
    assert ask(shop.guest(), order).status_code == 401
    assert ask(shop.customer(), order).status_code == 404
    token = {"X-Order-Token": order["token"]}
    wanted = ask(shop.guest(), order, headers=token)
    assert wanted.status_code == 201, wanted.text
    cancelled = shop.guest().post(f"/orders/{order['id']}/returns/{wanted.json()['id']}/cancel", headers=token)
    assert cancelled.json()["status"] == "cancelled"


def test_admins_list_returns_by_status(shop: Shop, admin: httpx.Client, variant_id: str) -> None:
    customer = shop.customer()
    order = delivered(customer, admin, variant_id, 2)
    wanted = [ask(customer, order, 1).json() for _ in range(2)]
    step(admin, wanted[0], "approve")
    page = admin.get("/admin/returns", params={"status": ["requested", "approved"], "limit": 1}).json()
    assert page["items"][0]["id"] == wanted[1]["id"]
    query = {"status": ["requested", "approved"], "limit": 1, "cursor": page["next_cursor"]}
    assert admin.get("/admin/returns", params=query).json()["items"][0]["id"] == wanted[0]["id"]
    statuses = {each["status"] for each in admin.get("/admin/returns", params={"status": "requested"}).json()["items"]}
    assert statuses == {"requested"}


def test_bad_requests_are_refused_and_change_nothing(shop: Shop, admin: httpx.Client, variant_id: str) -> None:
    customer = shop.customer()
    order = delivered(customer, admin, variant_id)
    line = {"item_id": order["items"][0]["id"], "quantity": 1}
    path = f"/orders/{order['id']}/returns"
    for body in (
        {"items": [], "reason": "x"},
        {"items": [line, line], "reason": "x"},
        {"items": [line]},
        {"items": [{**line, "quantity": 0}], "reason": "x"},
    ):
        assert customer.post(path, json=body).status_code == 422
    strange = customer.post(path, json={"items": [{**line, "item_id": order["id"]}], "reason": "x"})
    assert (strange.status_code, strange.json()["code"]) == (409, "exceeds_returnable")
    assert admin.post(f"/admin/returns/{order['id']}/approve").status_code == 404
    assert customer.get(path).json()["items"] == []
