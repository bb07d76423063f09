"""Returns and invoices as pages."""

import re
from typing import Any

import pytest

from tests.factories.catalogue import make_product
from tests.factories.orders import make_order
from tests.pages.browser import admin_visitor
from tests.shop import Shop, unique


@pytest.fixture(scope="module")
def variant_id(shop: Shop) -> str:
    found: str = make_product(shop.admin(), stock=500, price=1_000)["variants"][0]["id"]
    return found


def delivered(shop: Shop, variant_id: str, quantity: int, **more: Any) -> dict[str, Any]:
    order = make_order(shop.guest(), variant_id, quantity, **more)
    admin = shop.admin()
    for status in ("processing", "shipped", "delivered"):
        assert admin.put(f"/orders/{order['id']}/status", json={"status": status}).status_code == 200
    return order


def test_a_return_is_noted_approved_and_taken_in(shop: Shop, variant_id: str) -> None:
    visitor, _ = admin_visitor(shop)
    address = f"{unique('ada')}@shop.example"
    order = delivered(shop, variant_id, 2, email=address)
    path = f"/admin/orders/{order['id']}"
    assert "Something comes back" in visitor.get(path).text
    back = {"back.0.item_id": order["items"][0]["id"], "back.0.quantity": "1", "reason": "too small"}
    refused = visitor.post(f"{path}/returns", back | {"back.0.quantity": "3"})
    assert refused.status_code == 409
    assert 'value="too small"' in refused.text
    assert visitor.post(f"{path}/returns", back | {"back.0.quantity": "0"}).status_code == 422
    assert visitor.post(f"{path}/returns", back).headers["location"] == f"{path}?done=return_asked"
    (wanted,) = shop.admin().get(f"/orders/{order['id']}/returns").json()["items"]
    assert f"/admin/orders/{order['id']}#returns" in visitor.get("/admin/returns?status=requested").text
    assert "to decide" in visitor.get("/admin").text
    steps = f"/admin/returns/{wanted['id']}"
    approved = visitor.post(f"{steps}/approved", {"note": "Send it to the square"})
    assert approved.headers["location"] == f"{path}?done=return_approved"
    shop.wait_mail(address, "Send it to the square")
    arrived = {"arrived.0.item_id": wanted["items"][0]["item_id"], "arrived.0.restock": "true"}
    assert visitor.post(f"{steps}/received", arrived | {"arrived.0.quantity": "0"}).status_code == 422
    both = visitor.post(f"{steps}/received", arrived | {"arrived.0.quantity": "1", "keep": "true", "money:amount": "1"})
    assert both.status_code == 422
    done = visitor.post(f"{steps}/received", arrived | {"arrived.0.quantity": "1"})
    assert done.headers["location"] == f"{path}?done=return_received"
    assert "1 back in stock" in visitor.get(path).text
    assert shop.admin().get(f"/orders/{order['id']}").json()["refunded_total"] == 1_000


def test_a_return_that_is_over_has_no_steps(shop: Shop, variant_id: str) -> None:
    visitor, _ = admin_visitor(shop)
    order = delivered(shop, variant_id, 1)
    back = {"back.0.item_id": order["items"][0]["id"], "back.0.quantity": "1", "reason": "too small"}
    visitor.get(f"/admin/orders/{order['id']}")
    visitor.post(f"/admin/orders/{order['id']}/returns", back)
    (wanted,) = shop.admin().get(f"/orders/{order['id']}/returns").json()["items"]
    assert visitor.post(f"/admin/returns/{wanted['id']}/rejected", {"note": "worn"}).status_code == 303
    page = visitor.get(f"/admin/orders/{order['id']}").text
    assert "Answered: worn" in page
    assert "Let it come" not in page
    assert visitor.post(f"/admin/returns/{wanted['id']}/approved").status_code == 409
    assert visitor.post(f"/admin/returns/{wanted['id']}/requested").status_code == 422
    assert visitor.post(f"/admin/returns/{order['id']}/approved").status_code == 404


def test_an_invoice_is_written_shown_and_listed(shop: Shop, variant_id: str) -> None:
    visitor, _ = admin_visitor(shop)
    order = make_order(shop.guest(), variant_id, 1)
    path = f"/admin/orders/{order['id']}"
    assert "Write it now" in visitor.get(path).text
    assert visitor.post(f"{path}/invoices").headers["location"] == f"{path}?done=invoice_asked"
    shop.drain()
    (link,) = re.findall(rf'href="({path}/invoices/[^"]+)"', visitor.get(path).text)
    pdf = visitor.get(link)
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF-")
    assert link in visitor.get("/admin/invoices?kind=invoice").text
    assert "Nothing was issued then" in visitor.get("/admin/invoices?to=2020-01-01").text
    assert visitor.get(link.replace(order["id"], variant_id)).status_code == 404


def test_a_customer_sees_neither_returns_nor_invoices(shop: Shop) -> None:
    visitor, address = admin_visitor(shop)
    shop.execute("UPDATE users SET role = 'customer' WHERE email_key = $1", address)
    for path in ("/admin/returns", "/admin/invoices"):
        assert visitor.get(path).status_code in (303, 403)
