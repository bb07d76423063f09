"""Files that are taken away and brought in, as pages."""

import html
import re
from typing import Any

import httpx
import pytest

from tests.factories.catalogue import make_product
from tests.factories.orders import make_order
from tests.pages.browser import Visitor, admin_visitor
from tests.shop import Shop, unique


@pytest.fixture(scope="module")
def admin(shop: Shop) -> httpx.Client:
    return shop.admin()


def newest(admin: httpx.Client, what: str) -> dict[str, Any]:
    found: dict[str, Any] = admin.get(f"/admin/{what}", params={"limit": 1}).json()["items"][0]
    return found


def send(visitor: Visitor, kind: str, content: str) -> httpx.Response:
    files = {"file": (f"{kind}.csv", content.encode(), "text/csv")}
    return visitor.http.post("/admin/imports", data={"csrf": visitor.csrf, "kind": kind}, files=files)


def test_a_list_is_taken_away_with_its_filters(shop: Shop, admin: httpx.Client) -> None:
    visitor, _ = admin_visitor(shop)
    address = f"{unique('ada')}@shop.example"
    variant_id = make_product(admin)["variants"][0]["id"]
    order = make_order(shop.guest(), variant_id, email=address)
    make_order(shop.guest(), variant_id)
    (link,) = re.findall(r'href="([^"]+)">Export…', visitor.get(f"/admin/orders?q={address}&status=confirmed").text)
    answer = visitor.get(html.unescape(link))
    assert answer.status_code == 200, answer.text
    page = answer.text
    assert f'value="{address}"' in page
    assert '<option value="confirmed" selected' in page
    asked = visitor.post("/admin/exports?kind=orders", {"format": "csv", "q": address, "status": "confirmed"})
    assert asked.headers["location"] == "/admin/exports?kind=orders&done=export_asked"
    shop.drain()
    page = visitor.get("/admin/exports").text
    assert "data-refresh" not in page
    export = newest(admin, "exports")
    (download,) = re.findall(rf'href="([^"]+{export["id"]}/download[^"]+)"', page)
    lines = visitor.http.get(html.unescape(download)).text.splitlines()
    assert len(lines) == 2
    assert order["number"] in lines[1]


def test_filters_that_no_field_has_go_along_and_stay_after_a_mistake(shop: Shop, admin: httpx.Client) -> None:
    visitor, _ = admin_visitor(shop)
    product_id = make_product(admin)["id"]
    listed = visitor.get(f"/admin/orders?status=pending&status=shipped&country=&product_id={product_id}").text
    (hint,) = re.findall(r"<p class=.hint.>Only (.*)\. <a", listed)
    assert set(hint.split(", and ")) == {
        "such as are pending or shipped",
        "those without a country",
        "those with one product",
    }
    (link,) = re.findall(r'href="([^"]+)">Export…', listed)
    page = visitor.get(html.unescape(link)).text
    assert 'name="status"' not in page, "one status of several would be all that the field could hold"
    (action,) = re.findall(r'action="(/admin/exports\?[^"]*)"', page)

    def hidden(page: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page):
            found.setdefault(name, []).append(value)
        return {name: values for name, values in found.items() if name != "csrf"}

    kept = {"status[]": ["pending", "shipped"], "empty:country": [""], "empty:product_id": [product_id]}
    assert hidden(page) == kept
    wrong = visitor.post(html.unescape(action), {**kept, "format": "csv", "from": "2026-02-01", "to": "2026-01-01"})
    assert wrong.status_code == 422
    assert hidden(wrong.text) == kept
    assert visitor.post(html.unescape(action), {**kept, "format": "csv"}).status_code == 303
    filters = {"status": ["pending", "shipped"], "country": "", "product_id": product_id}
    assert newest(admin, "exports")["filters"] == filters


def test_an_export_is_called_off_and_tried_again(shop: Shop, admin: httpx.Client) -> None:
    visitor, _ = admin_visitor(shop)
    visitor.get("/admin/exports?kind=products")
    visitor.post("/admin/exports?kind=products", {"format": "xlsx"})
    export = newest(admin, "exports")
    shop.drain()
    shop.execute("UPDATE exports SET status = 'queued' WHERE id = $1::text::uuid", export["id"])
    page = visitor.get("/admin/exports").text
    assert "data-refresh" in page
    path = f"/admin/exports/{export['id']}"
    assert f'action="{path}/cancel"' in page
    assert visitor.post(f"{path}/cancel").headers["location"] == "/admin/exports?done=export_cancelled"
    assert visitor.post(f"{path}/cancel").status_code == 409
    assert f'action="{path}/retry"' in visitor.get("/admin/exports").text
    assert visitor.post(f"{path}/retry").headers["location"] == "/admin/exports?done=export_retried"
    shop.drain()
    assert newest(admin, "exports")["status"] == "done"


def test_what_an_export_cannot_do_is_said_and_what_was_typed_is_kept(shop: Shop) -> None:
    visitor, _ = admin_visitor(shop)
    visitor.get("/admin/exports")
    form = {"format": "csv", "from": "2026-02-02", "to": "2026-02-01", "q": "ada"}
    refused = visitor.post("/admin/exports?kind=orders", form)
    assert refused.status_code == 422
    assert 'role="alert"' in refused.text
    assert 'value="ada"' in refused.text
    assert visitor.post("/admin/exports?kind=orders", {"format": "shopify_csv"}).status_code == 422


def test_a_file_is_looked_through_before_it_changes_anything(shop: Shop, admin: httpx.Client) -> None:
    visitor, _ = admin_visitor(shop)
    product = make_product(admin, price=1_000)
    sku = product["variants"][0]["sku"]
    visitor.get("/admin/imports")
    sent = send(visitor, "prices", f"sku,price\n{sku},25.00\nno-such-sku,1.00\n")
    assert sent.status_code == 303, sent.text
    path = sent.headers["location"].partition("?")[0]
    shop.drain()
    page = visitor.get(path).text
    assert "1 price change" in page
    assert "10.00 → 25.00" in html.unescape(page)
    assert admin.get(f"/products/{product['id']}").json()["price"] == 1_000
    refused = visitor.get(f"{path}?outcome=refused").text
    assert "no-such-sku" in refused
    assert sku not in refused
    applied = visitor.post(f"{path}/apply")
    assert applied.status_code == 303, applied.text
    shop.drain()
    assert admin.get(f"/products/{product['id']}").json()["price"] == 2_500
    done = applied.headers["location"].partition("?")[0]
    assert "Apply it" not in visitor.get(done).text
    again = visitor.post(f"{done}/apply")
    assert (again.status_code, 'role="alert"' in again.text) == (409, True)


def test_a_file_of_another_kind_is_refused_in_words(shop: Shop) -> None:
    visitor, _ = admin_visitor(shop)
    visitor.get("/admin/imports")
    refused = send(visitor, "stock", "name,colour\nmug,blue\n")
    assert refused.status_code == 422
    assert 'role="alert"' in refused.text
    assert '<option value="stock" selected' in refused.text
    assert send(visitor, "prices", "").status_code == 422
    nothing = visitor.post("/admin/imports", {"kind": "prices"})
    assert (nothing.status_code, "choose a file first" in nothing.text) == (422, True)


def test_nobody_but_an_admin_sees_files_here(shop: Shop) -> None:
    _, address, _ = shop.user("customer")
    visitor = Visitor(shop)
    visitor.sign_in(address)
    for path in ("/admin/exports", "/admin/imports"):
        assert visitor.get(path).status_code in (303, 403)
