"""Orders that leave whole or in parts."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.conftest import ShopOpener
from tests.factories.catalogue import make_product
from tests.factories.orders import fill_cart, make_order, place_order
from tests.shop import Shop, mail_text, unique


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
def variant_ids(admin: httpx.Client) -> list[str]:
    return [make_product(admin, stock=500, price=1_000)["variants"][0]["id"] for _ in range(2)]


def order_of_two_lines(shop: Shop, variant_ids: list[str], **more: Any) -> tuple[httpx.Client, dict[str, Any]]:
    """Two of the first, one of the second."""
    customer = shop.customer()
    fill_cart(customer, variant_ids[0], 2)
    fill_cart(customer, variant_ids[1], 1)
    answer = place_order(customer, **more)
    assert answer.status_code == 201, answer.text
    return customer, answer.json()


def parcel(number: str = "JD1", **more: Any) -> dict[str, Any]:
    return {"carrier": "DHL", "tracking_number": number, **more}


def item(line: dict[str, Any], quantity: int) -> dict[str, Any]:
    return {"item_id": line["id"], "quantity": quantity}


def test_an_order_leaves_in_parts_each_with_its_number_and_mail(shop: Shop, admin: httpx.Client) -> None:
    address = f"{unique('ada')}@shop.example"
    variant_id = make_product(admin, stock=9)["variants"][0]["id"]
    order = make_order(shop.guest(), variant_id, 3, email=address)
    path, line = f"/orders/{order['id']}", order["items"][0]
    first = admin.post(f"{path}/shipments", json=parcel("JD-ONE", items=[item(line, 1)]))
    assert first.status_code == 201, first.text
    assert [(i["item_id"], i["quantity"]) for i in first.json()["items"]] == [(line["id"], 1)]
    partly = admin.get(path).json()
    assert (partly["status"], partly["items"][0]["shipped_quantity"]) == ("processing", 1)
    shop.wait_mail(address, "JD-ONE")
    rest = admin.post(f"{path}/shipments", json=parcel("JD-TWO"))
    assert rest.json()["items"][0]["quantity"] == 2
    assert admin.get(path).json()["status"] == "shipped"
    assert "In this parcel: 2 ×" in mail_text(shop.wait_mail(address, "JD-TWO"))
    tracked = admin.get(f"{path}/track").json()
    assert [(s["tracking_number"], s["items"][0]["quantity"]) for s in tracked["shipments"]] == [
        ("JD-ONE", 1), ("JD-TWO", 2),
    ]  # fmt: skip
    assert [entry["status"] for entry in tracked["timeline"]] == ["confirmed", "processing", "shipped"]


def test_no_more_of_a_line_leaves_than_is_left(shop: Shop, admin: httpx.Client, variant_ids: list[str]) -> None:
    _, order = order_of_two_lines(shop, variant_ids)
    path, (two, one) = f"/orders/{order['id']}/shipments", order["items"]
    refused = admin.post(path, json=parcel(items=[item(two, 3)]))
    assert (refused.status_code, refused.json()["code"], refused.json()["left"]) == (409, "exceeds_unshipped", 2)
    assert admin.post(path, json=parcel(items=[item(two, 2)])).status_code == 201
    assert admin.post(path, json=parcel(items=[item(two, 1)])).json()["code"] == "exceeds_unshipped"
    twice = admin.post(path, json=parcel(items=[item(one, 1), item(one, 1)]))
    assert twice.status_code == 422
    _, other = order_of_two_lines(shop, variant_ids)
    strange = admin.post(path, json=parcel(items=[item(other["items"][0], 1)]))
    assert (strange.status_code, strange.json()["code"]) == (409, "exceeds_unshipped")
    assert admin.post(path, json=parcel(items=[item(one, 1)])).status_code == 201
    late = admin.post(path, json=parcel())
    assert (late.status_code, late.json()["code"]) == (409, "invalid_transition")


def test_what_was_given_back_is_not_sent(shop: Shop, admin: httpx.Client, variant_ids: list[str]) -> None:
    _, order = order_of_two_lines(shop, variant_ids)
    path, (two, one) = f"/orders/{order['id']}", order["items"]
    admin.post(f"{path}/payments", json={"amount": order["total"]})
    refund = {"items": [{**item(one, 1), "restock": True}], "reason": "broken"}
    assert admin.post(f"{path}/refund", json=refund).status_code == 201
    sent = admin.post(f"{path}/shipments", json=parcel()).json()
    assert [(i["item_id"], i["quantity"]) for i in sent["items"]] == [(two["id"], 2)]
    assert admin.get(path).json()["status"] == "shipped"


def test_an_order_whose_rest_is_given_back_has_been_shipped(
    shop: Shop, admin: httpx.Client, variant_ids: list[str]
) -> None:
    _, order = order_of_two_lines(shop, variant_ids)
    path, (two, one) = f"/orders/{order['id']}", order["items"]
    admin.post(f"{path}/payments", json={"amount": order["total"]})
    admin.post(f"{path}/shipments", json=parcel(items=[item(two, 2)]))
    assert admin.get(path).json()["status"] == "processing"
    admin.post(f"{path}/refund", json={"items": [{**item(one, 1), "restock": True}], "reason": "sold out after all"})
    assert admin.get(path).json()["status"] == "shipped"


def test_an_order_that_partly_left_is_cancelled_no_more(
    shop: Shop, admin: httpx.Client, variant_ids: list[str]
) -> None:
    customer, order = order_of_two_lines(shop, variant_ids)
    path = f"/orders/{order['id']}"
    admin.post(f"{path}/shipments", json=parcel(items=[item(order["items"][0], 1)]))
    for who in (customer, admin):
        refused = who.post(f"{path}/cancel")
        assert (refused.status_code, refused.json()["code"]) == (409, "invalid_transition")
    rest = admin.put(f"{path}/status", json={"status": "shipped", "shipment": parcel("JD9")})
    assert rest.json()["status"] == "shipped"
    shipments = admin.get(f"{path}/track").json()["shipments"]
    assert [sum(i["quantity"] for i in s["items"]) for s in shipments] == [1, 2]


def test_a_number_is_corrected(shop: Shop, admin: httpx.Client, variant_ids: list[str]) -> None:
    _, order = order_of_two_lines(shop, variant_ids)
    path = f"/orders/{order['id']}"
    sent = admin.post(f"{path}/shipments", json=parcel("WRONG", url="https://dhl.example/WRONG")).json()
    place = f"{path}/shipments/{sent['id']}"
    assert admin.patch(place, json={"tracking_number": "RIGHT"}).json()["url"] == "https://dhl.example/WRONG"
    corrected = admin.patch(place, json={"url": None}).json()
    assert (corrected["carrier"], corrected["tracking_number"], corrected["url"]) == ("DHL", "RIGHT", None)
    assert admin.patch(f"{path}/shipments/{order['id']}", json={"carrier": "UPS"}).status_code == 404


def test_only_admins_send_parcels(shop: Shop, variant_ids: list[str]) -> None:
    customer, order = order_of_two_lines(shop, variant_ids)
    assert customer.post(f"/orders/{order['id']}/shipments", json=parcel()).status_code == 403


def test_admins_note_what_buyers_do_not_see(shop: Shop, admin: httpx.Client, variant_ids: list[str]) -> None:
    customer, order = order_of_two_lines(shop, variant_ids)
    path = f"/orders/{order['id']}/notes"
    made = admin.post(path, json={"text": "rings twice"})
    assert (made.status_code, made.json()["text"]) == (201, "rings twice")
    assert [note["text"] for note in admin.get(path).json()["items"]] == ["rings twice"]
    assert customer.get(path).status_code == 403
    assert "rings twice" not in customer.get(f"/orders/{order['id']}").text
    assert admin.post(path, json={"text": ""}).status_code == 422
    missing = f"/orders/{variant_ids[0]}/notes"
    assert admin.get(missing).status_code == admin.post(missing, json={"text": "x"}).status_code == 404
