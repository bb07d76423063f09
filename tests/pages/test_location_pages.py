"""Locations of stock as pages."""

import re
from typing import Any

from tests.factories.catalogue import make_product
from tests.inventory.stock_keeping import adjust
from tests.pages.browser import Visitor, admin_visitor
from tests.shop import Shop, unique

PATH = "/admin/inventory/locations"


def locations(shop: Shop) -> dict[str, Any]:
    return {one["code"]: one for one in shop.admin().get("/admin/inventory/locations").json()["items"]}


def test_a_location_is_opened_changed_and_deleted_while_it_never_had_stock(fresh_shop: Shop) -> None:
    visitor, _ = admin_visitor(fresh_shop)
    code = unique("north")
    visitor.get(f"{PATH}/new")
    form = {"name": "North hall", "code": code, "country": "NO", "region": "Viken", "position": ""}
    assert visitor.post(PATH, form).headers["location"] == f"{PATH}?done=location_opened"
    made = locations(fresh_shop)[code]
    assert [made[field] for field in ("name", "country", "region", "is_active")] == ["North hall", "NO", "Viken", True]
    assert "Norway (Viken)" in visitor.get(PATH).text
    path = f"{PATH}/{made['id']}"
    page = visitor.get(path).text
    assert '<option value="NO" selected>' in page
    changed = {**form, "name": "South hall", "country": "", "region": "", "position": "9", "is_active": "true"}
    assert visitor.post(path, changed).headers["location"] == f"{PATH}?done=location_saved"
    now = locations(fresh_shop)[code]
    assert [now[field] for field in ("name", "country", "region", "position")] == ["South hall", None, None, 9]
    assert visitor.post(f"{path}/delete").headers["location"] == f"{PATH}?done=location_deleted"
    assert code not in locations(fresh_shop)
    actions = fresh_shop.sql("SELECT action FROM audit_log WHERE object_id = $1 ORDER BY id", made["id"])
    assert [one["action"] for one in actions] == [f"stock_location.{verb}" for verb in ("create", "update", "delete")]


def test_a_location_with_stock_stays_in_use(fresh_shop: Shop) -> None:
    visitor, _ = admin_visitor(fresh_shop)
    code = unique("full")
    visitor.get(f"{PATH}/new")
    visitor.post(PATH, {"name": "Full", "code": code})
    made = locations(fresh_shop)[code]
    variant_id = make_product(fresh_shop.admin())["variants"][0]["id"]
    assert adjust(fresh_shop.admin(), variant_id, delta=4, location_id=made["id"]).status_code == 200
    refused = visitor.post(f"{PATH}/{made['id']}", {"name": "Closed", "code": code})
    assert refused.status_code == 409
    assert "Stock lies there" in refused.text
    assert 'value="Closed"' in refused.text
    kept = visitor.post(f"{PATH}/{made['id']}/delete")
    assert kept.status_code == 409
    assert "put it out of use" in kept.text
    (pieces,) = re.findall(rf'<a href="/admin/inventory\?location_id={made["id"]}">(\d+)</a>', visitor.get(PATH).text)
    assert pieces == "4"


def test_a_code_that_is_none_or_taken_is_explained(shop: Shop) -> None:
    visitor, _ = admin_visitor(shop)
    (taken, *_) = locations(shop)
    visitor.get(f"{PATH}/new")
    bad = visitor.post(PATH, {"name": "Kept", "code": "North Hall"})
    assert bad.status_code == 422
    assert "Small letters, digits" in bad.text
    assert 'value="North Hall"' in bad.text
    again = visitor.post(PATH, {"name": "Kept", "code": taken})
    assert again.status_code == 409
    assert "Another location has this code" in again.text
    assert "Kept" not in [one["name"] for one in locations(shop).values()]


def test_customers_neither_see_nor_open_locations(shop: Shop) -> None:
    customer, _, _ = shop.user("customer")
    visitor = Visitor(shop, Authorization=customer.headers["Authorization"])
    assert visitor.get(PATH).status_code == 403
    code = unique("mine")
    assert visitor.post(PATH, {"name": "Mine", "code": code}).status_code == 403
    assert code not in locations(shop)
