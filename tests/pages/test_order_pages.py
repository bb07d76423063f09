"""Orders as pages: found, looked at, and led through their steps."""

import html
import re

import pytest

from tests.factories.catalogue import make_product
from tests.factories.orders import make_order
from tests.pages.browser import Visitor, admin_visitor
from tests.shop import Shop, unique


@pytest.fixture(scope="module")
def variant_id(shop: Shop) -> str:
    found: str = make_product(shop.admin(), stock=500, price=1_000)["variants"][0]["id"]
    return found


def test_an_order_is_found_shipped_and_mailed(shop: Shop, variant_id: str) -> None:
    visitor, _ = admin_visitor(shop)
    address = f"{unique('ada')}@shop.example"
    order = make_order(shop.guest(), variant_id, 2, email=address)
    found = visitor.get(f"/admin/orders?q={address}")
    assert re.findall(r'<th scope="row" class="key"><a href="([^"]+)"', found.text) == [f"/admin/orders/{order['id']}"]
    path = f"/admin/orders/{order['id']}"
    page = visitor.get(path).text
    assert "$20.00" in page
    assert "Ship it" not in page
    assert visitor.post(f"{path}/status", {"status": "processing"}).status_code == 303
    assert "Ship it" in visitor.get(path).text
    parcel = {"status": "shipped", "shipment.carrier": "Royal Mail", "shipment.tracking_number": "RM123"}
    assert visitor.post(f"{path}/status", parcel).headers["location"] == f"{path}?done=stepped"
    shop.wait_mail(address, "RM123")
    assert "RM123" in visitor.get(path).text


def test_what_is_wrong_with_a_step_is_said_and_what_was_typed_is_kept(shop: Shop, variant_id: str) -> None:
    visitor, _ = admin_visitor(shop)
    order = make_order(shop.guest(), variant_id)
    path = f"/admin/orders/{order['id']}"
    visitor.get(path)
    visitor.post(f"{path}/status", {"status": "processing"})
    answer = visitor.post(f"{path}/status", {"status": "shipped", "shipment.carrier": "Penny Post"})
    assert answer.status_code == 422
    assert 'value="Penny Post"' in answer.text
    assert 'role="alert"' in answer.text
    late = visitor.post(f"{path}/status", {"status": "delivered"})
    assert late.status_code == 409


def test_one_of_two_pieces_is_refunded_once_however_often_the_button_is_pressed(shop: Shop, variant_id: str) -> None:
    visitor, _ = admin_visitor(shop)
    order = make_order(shop.guest(), variant_id, 2)
    path = f"/admin/orders/{order['id']}"
    page = visitor.get(path).text
    assert "Give money back" not in page, "nothing was paid yet"
    key = re.findall(r'name="key" value="([^"]+)"', page)[0]
    paid = visitor.post(f"{path}/payments", {"money:amount": "20.00", "key": key})
    assert paid.headers["location"] == f"{path}?done=paid"
    page = visitor.get(path).text
    key = re.findall(r'name="key" value="([^"]+)"', page)[0]
    form = {
        "items.0.item_id": order["items"][0]["id"],
        "items.0.quantity": "1",
        "items.0.restock": "true",
        "reason": "torn",
        "key": key,
    }
    for _ in range(2):
        assert visitor.post(f"{path}/refund", form).headers["location"] == f"{path}?done=refunded"
    seen = shop.admin().get(f"/orders/{order['id']}").json()
    assert (seen["refunded_total"], seen["items"][0]["refunded_quantity"]) == (1_000, 1)
    empty = visitor.post(f"{path}/refund", {"items.0.item_id": order["items"][0]["id"], "reason": "torn"})
    assert empty.status_code == 422


def test_an_order_is_cancelled_and_then_has_no_steps(shop: Shop, variant_id: str) -> None:
    visitor, _ = admin_visitor(shop)
    order = make_order(shop.guest(), variant_id)
    path = f"/admin/orders/{order['id']}"
    visitor.get(path)
    assert visitor.post(f"{path}/cancel", {"reason": "sold by mistake"}).headers["location"] == f"{path}?done=cancelled"
    page = visitor.get(path).text
    assert "This order is done" in page
    assert "sold by mistake" in page


def test_several_orders_take_a_step_and_each_says_what_became_of_it(shop: Shop, variant_id: str) -> None:
    visitor, _ = admin_visitor(shop)
    address = f"{unique('ada')}@shop.example"
    good, gone = (make_order(shop.guest(), variant_id, email=address) for _ in range(2))
    shop.admin().post(f"/orders/{gone['id']}/cancel")
    asked = f"/admin/orders?q={address}&status=confirmed"
    listed = visitor.get(asked).text
    assert good["number"] in listed
    (action,) = re.findall(r'method="post" action="(/admin/orders[^"]*)"', listed)
    page = visitor.post(html.unescape(action), {"order_ids[]": [good["id"], gone["id"]], "status": "processing"})
    assert page.status_code == 200
    assert f">{good['number']}</a>" in page.text, "it fits the list no more, and is called by its number"
    assert f'value="{address}"' in page.text, "the list keeps its filters"
    assert "No order fits" in page.text
    assert "An order that is cancelled cannot become processing" in page.text
    assert shop.admin().get(f"/orders/{good['id']}").json()["status"] == "processing"
    nothing = visitor.post("/admin/orders", {"status": "processing"})
    assert nothing.status_code == 422


def test_a_list_without_orders_says_what_to_do(shop: Shop) -> None:
    visitor, _ = admin_visitor(shop)
    assert "No order fits" in visitor.get("/admin/orders?q=nobodywasevercalledso").text


def test_a_step_without_the_token_of_the_page_is_refused(shop: Shop, variant_id: str) -> None:
    visitor, _ = admin_visitor(shop)
    order = make_order(shop.guest(), variant_id)
    answer = visitor.post(f"/admin/orders/{order['id']}/cancel", csrf="another")
    assert answer.status_code == 403
    assert shop.admin().get(f"/orders/{order['id']}").json()["status"] == "confirmed"
    assert Visitor(shop).get(f"/admin/orders/{order['id']}").status_code == 303


def test_a_part_of_an_order_is_sent_and_noted_about(shop: Shop, variant_id: str) -> None:
    visitor, _ = admin_visitor(shop)
    order = make_order(shop.guest(), variant_id, 2)
    path = f"/admin/orders/{order['id']}"
    assert "Send a part of it" in visitor.get(path).text
    form = {"items.0.item_id": order["items"][0]["id"], "carrier": "DHL", "tracking_number": "JD77"}
    assert visitor.post(f"{path}/shipments", form).status_code == 422
    sent = visitor.post(f"{path}/shipments", {**form, "items.0.quantity": "1"})
    assert sent.headers["location"] == f"{path}?done=sent"
    page = visitor.get(path).text
    assert "JD77" in page
    assert "1 left" in page
    assert "Cancel it" not in page
    assert visitor.post(f"{path}/notes", {"text": "rings twice"}).headers["location"] == f"{path}?done=noted"
    assert "rings twice" in visitor.get(path).text
