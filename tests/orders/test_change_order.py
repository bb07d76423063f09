"""The life of an order after it was placed."""

import asyncio
import itertools
import secrets
from typing import Any, get_args
from uuid import UUID

import httpx
import pytest

from rowlock.db.connections import Writer
from rowlock.db.database import Database
from rowlock.orders.commands import change_order
from rowlock.orders.rules import TRANSITIONS
from rowlock.orders.types import ChangeStatus, Status
from tests.factories.catalogue import make_product
from tests.factories.orders import make_order
from tests.shop import Shop, mail_text

STEPS: dict[str, list[str]] = {
    "confirmed": [],
    "processing": ["processing"],
    "shipped": ["processing", "shipped"],
    "delivered": ["processing", "shipped", "delivered"],
    "cancelled": ["cancelled"],
}
STATUSES = list(get_args(Status))


@pytest.fixture(scope="module")
def admin(shop: Shop) -> httpx.Client:
    return shop.admin()


@pytest.fixture(scope="module")
def variant_id(admin: httpx.Client) -> str:
    found: str = make_product(admin, stock=1000, price=1000)["variants"][0]["id"]
    return found


def bring_to(admin: httpx.Client, order: dict[str, Any], status: str) -> None:
    for step in STEPS[status]:
        answer = admin.put(f"/orders/{order['id']}/status", json={"status": step})
        assert answer.status_code == 200, answer.text


def stock(shop: Shop, variant_id: str) -> int:
    found: int = shop.sql("SELECT on_hand FROM inventory WHERE variant_id = $1", variant_id)[0]["on_hand"]
    return found


@pytest.mark.parametrize(("start", "step"), list(itertools.product(STEPS, STATUSES)))
def test_an_order_takes_the_steps_of_the_machine_and_no_others(
    shop: Shop, admin: httpx.Client, variant_id: str, start: str, step: str
) -> None:
    order = make_order(shop.guest(), variant_id)
    bring_to(admin, order, start)
    answer = admin.put(f"/orders/{order['id']}/status", json={"status": step})
    allowed = step in TRANSITIONS[start] and step != "refunded"  # type: ignore[index]
    if allowed:
        assert (answer.status_code, answer.json()["status"]) == (200, step)
    else:
        assert (answer.status_code, answer.json()["code"]) == (409, "invalid_transition")


def test_a_shipment_is_tracked_and_mailed(shop: Shop, admin: httpx.Client, variant_id: str) -> None:
    customer, address, _ = shop.user("customer")
    order = make_order(customer, variant_id)
    bring_to(admin, order, "processing")
    number = secrets.token_hex(6).upper()
    shipment = {"carrier": "DHL", "tracking_number": number, "url": f"https://dhl.example/{number}"}
    answer = admin.put(f"/orders/{order['id']}/status", json={"status": "shipped", "shipment": shipment})
    assert answer.status_code == 200
    tracked = customer.get(f"/orders/{order['id']}/track").json()
    assert [step["status"] for step in tracked["timeline"]] == ["confirmed", "processing", "shipped"]
    assert [(s["carrier"], s["tracking_number"], s["url"]) for s in tracked["shipments"]] == [
        ("DHL", number, shipment["url"])
    ]
    assert number in mail_text(shop.wait_mail(address, number))


def test_a_delivered_order_that_the_shop_is_paid_for_itself_is_paid(
    shop: Shop, admin: httpx.Client, variant_id: str
) -> None:
    order = make_order(shop.guest(), variant_id)
    bring_to(admin, order, "delivered")
    now = admin.get(f"/orders/{order['id']}").json()
    assert (now["payment_status"], now["paid_total"]) == ("paid", now["total"])


def test_payments_are_recorded_up_to_the_total(shop: Shop, admin: httpx.Client, variant_id: str) -> None:
    order = make_order(shop.guest(), variant_id)
    path = f"/orders/{order['id']}/payments"
    assert admin.post(path, json={"amount": 400}).json()["payment_status"] == "unpaid"
    assert admin.post(path, json={"amount": 601}).json()["code"] == "payment_exceeds_total"
    assert admin.post(path, json={"amount": 600}).json()["payment_status"] == "paid"


def test_the_buyer_cancels_and_stock_and_money_come_back_once(shop: Shop, admin: httpx.Client) -> None:
    variant_id = make_product(admin, stock=5)["variants"][0]["id"]
    customer, address, _ = shop.user("customer")
    order = make_order(customer, variant_id, 2)
    admin.post(f"/orders/{order['id']}/payments", json={"amount": order["total"]})
    answer = customer.post(f"/orders/{order['id']}/cancel", json={"reason": "changed my mind"})
    assert answer.status_code == 200
    cancelled = answer.json()
    assert (cancelled["status"], cancelled["payment_status"]) == ("cancelled", "refunded")
    assert cancelled["refunded_total"] == order["total"]
    assert stock(shop, variant_id) == 5
    again = customer.post(f"/orders/{order['id']}/cancel", json={})
    assert (again.status_code, again.json()["code"]) == (409, "invalid_transition")
    assert stock(shop, variant_id) == 5
    shop.wait_mail(address, "cancelled")


def test_the_buyer_cannot_cancel_what_is_shipped(shop: Shop, admin: httpx.Client, variant_id: str) -> None:
    customer = shop.customer()
    order = make_order(customer, variant_id)
    bring_to(admin, order, "shipped")
    assert customer.post(f"/orders/{order['id']}/cancel").status_code == 409


def test_t_az_02_orders_of_others_are_not_there(shop: Shop, variant_id: str) -> None:
    order = make_order(shop.customer(), variant_id)
    stranger = shop.customer()
    path = f"/orders/{order['id']}"
    assert [stranger.get(path + end).status_code for end in ("", "/track", "/refunds")] == [404, 404, 404]
    assert stranger.post(path + "/cancel").status_code == 404
    for call in (stranger.put(path + "/status", json={"status": "processing"}),):
        assert call.status_code == 403


def test_a_cancel_with_a_key_is_replayed(shop: Shop, variant_id: str) -> None:
    customer = shop.customer()
    order = make_order(customer, variant_id)
    headers = {"Idempotency-Key": secrets.token_hex(8)}
    first = customer.post(f"/orders/{order['id']}/cancel", headers=headers)
    again = customer.post(f"/orders/{order['id']}/cancel", headers=headers)
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json() == first.json()


def test_a_step_that_began_before_another_and_waited_for_it_stands_after_it(shop: Shop, variant_id: str) -> None:
    client, _, actor_id = shop.user("admin")
    order = make_order(shop.guest(), variant_id)

    async def overtaken(db: Writer, command: change_order.SetStatus) -> None:
        await asyncio.to_thread(bring_to, client, order, "processing")
        await change_order.set_status(db, command)

    async def ship() -> None:
        database = await Database.open(shop.settings, "command")
        try:
            wanted = ChangeStatus(status="shipped")
            await database.run(overtaken, change_order.SetStatus(actor_id, UUID(order["id"]), wanted))
        finally:
            await database.close()

    shop.run(ship())
    events = shop.sql("SELECT status FROM order_events WHERE order_id = $1 ORDER BY at", order["id"])
    assert [event["status"] for event in events] == ["confirmed", "processing", "shipped"]
