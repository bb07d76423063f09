"""Tax classes and rates as pages."""

import re
from typing import Any

import pytest

from tests.factories.catalogue import make_product
from tests.pages.browser import Visitor, admin_visitor
from tests.shop import Shop, unique


def rates(shop: Shop, name: str) -> list[dict[str, Any]]:
    return [one for one in shop.admin().get("/admin/taxes/rates").json()["items"] if one["name"] == name]


def classes(shop: Shop) -> dict[str, str]:
    return {one["code"]: one["name"] for one in shop.admin().get("/admin/taxes/classes").json()["items"]}


def version_of(page: str) -> str:
    (found,) = set(re.findall(r'name="version" value="(\d+)"', page))
    return str(found)


def new_class(visitor: Visitor) -> str:
    """A class of its own, so that no other test has a rate at the same place."""
    code = unique("class")
    visitor.get("/admin/taxes/new-class")
    made = visitor.post("/admin/taxes/classes", {"code": code, "name": f"Goods of {code}"})
    assert made.headers["location"] == "/admin/taxes?done=tax_class_saved"
    return code


def test_a_rate_is_made_for_a_region_and_shown_with_the_name_of_its_country(shop: Shop) -> None:
    visitor, _ = admin_visitor(shop)
    code, name = new_class(visitor), unique("Sales tax")
    page = visitor.get("/admin/taxes/rates/new")
    assert '<option value="US">United States</option>' in page.text
    assert len(page.content) < 100_000
    form = {"tax_class": code, "name": name, "country": "US", "region": "California", "decimal:rate": "7,25"}
    made = visitor.post("/admin/taxes/rates", form)
    assert made.headers["location"] == "/admin/taxes?done=rate_created"
    (rate,) = rates(shop, name)
    assert [rate[field] for field in ("tax_class", "country", "region", "rate")] == [code, "US", "California", 7.25]
    listed = visitor.get("/admin/taxes").text
    assert "United States (California)" in listed
    assert "7.25%" in listed
    assert 'value="7.25"' in visitor.get(f"/admin/taxes/rates/{rate['id']}").text
    actions = shop.sql("SELECT action FROM audit_log WHERE object_id = $1", rate["id"])
    assert actions == [{"action": "tax_rate.create"}]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"decimal:rate": "much"}, "a number like 12.5"),
        ({"decimal:rate": "101"}, "Not more than 100"),
        ({"decimal:rate": "7.12345"}, "at most four decimals"),
        ({"decimal:rate": ""}, "Fill this in"),
        ({"country": "", "region": "California"}, "a region needs its country"),
        ({"tax_class": "nothing-such"}, "there is no such tax class"),
    ],
)
def test_what_is_wrong_with_a_rate_is_said_and_what_was_typed_is_kept(
    shop: Shop, wrong: dict[str, str], words: str
) -> None:
    visitor, _ = admin_visitor(shop)
    name = unique("Kept")
    visitor.get("/admin/taxes/rates/new")
    form = {"tax_class": "standard", "name": name, "country": "NZ", "decimal:rate": "15", **wrong}
    answer = visitor.post("/admin/taxes/rates", form)
    assert answer.status_code == 422
    assert words in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert f'value="{name}"' in answer.text
    assert f'name="decimal:rate" type="text" value="{form["decimal:rate"]}"' in answer.text
    if form["country"]:
        assert '<option value="NZ" selected>' in answer.text
    assert rates(shop, name) == []


def test_a_class_has_one_rate_at_a_place(shop: Shop) -> None:
    visitor, _ = admin_visitor(shop)
    form = {"tax_class": new_class(visitor), "name": unique("VAT"), "country": "FR", "decimal:rate": "20"}
    assert visitor.post("/admin/taxes/rates", form).status_code == 303
    again = visitor.post("/admin/taxes/rates", form)
    assert again.status_code == 409
    assert "has a rate at this place" in again.text


def test_who_comes_second_sees_both_versions_of_a_rate(shop: Shop) -> None:
    visitor, _ = admin_visitor(shop)
    name = unique("VAT")
    body = {"tax_class": new_class(visitor), "name": name, "country": "DE", "rate": 19}
    made = shop.admin().post("/admin/taxes/rates", json=body).json()
    path = f"/admin/taxes/rates/{made['id']}"
    seen = version_of(visitor.get(path).text)
    assert shop.admin().put(path, json={**body, "rate": 16}).status_code == 200
    mine = {"tax_class": made["tax_class"], "name": name, "country": "DE", "decimal:rate": "17.5"}
    late = visitor.post(path, {**mine, "version": seen})
    assert late.status_code == 412
    rows = re.findall(r'<tr><th scope="row">([^<]+)</th><td[^>]*>([^<]+)</td><td[^>]*>([^<]+)</td></tr>', late.text)
    assert rows == [("Percent", "17.5", "16")]
    assert 'value="17.5"' in late.text
    now = version_of(late.text)
    assert visitor.post(path, {**mine, "version": now}).headers["location"] == "/admin/taxes?done=rate_saved"
    assert rates(shop, name)[0]["rate"] == 17.5
    assert visitor.post(f"{path}/delete", {"version": now}).status_code == 412
    page = visitor.get(path).text
    assert visitor.post(f"{path}/delete", {"version": version_of(page)}).status_code == 303
    assert rates(shop, name) == []


def test_a_class_is_renamed_and_goes_with_its_rates_unless_products_are_of_it(shop: Shop) -> None:
    visitor, _ = admin_visitor(shop)
    code, name = new_class(visitor), unique("VAT")
    visitor.post("/admin/taxes/rates", {"tax_class": code, "name": name, "decimal:rate": "5"})
    path = f"/admin/taxes/classes/{code}"
    visitor.get(path)
    assert visitor.post(path, {"name": ""}).status_code == 422
    assert visitor.post(path, {"name": "Books"}).status_code == 303
    assert classes(shop)[code] == "Books"
    other = new_class(visitor)
    make_product(shop.admin(), tax_class=other)
    kept = visitor.post(f"/admin/taxes/classes/{other}/delete")
    assert kept.status_code == 409
    assert "Products are of this tax class" in kept.text
    assert visitor.post(f"{path}/delete").headers["location"] == "/admin/taxes?done=tax_class_deleted"
    assert code not in classes(shop)
    assert rates(shop, name) == []
    assert visitor.get(path).status_code == 404


def test_a_new_class_renames_no_other(shop: Shop) -> None:
    visitor, _ = admin_visitor(shop)
    code = new_class(visitor)
    answer = visitor.post("/admin/taxes/classes", {"code": code, "name": "Another"})
    assert answer.status_code == 409
    assert 'value="Another"' in answer.text
    assert classes(shop)[code] == f"Goods of {code}"
    bad = visitor.post("/admin/taxes/classes", {"code": "Bad Code", "name": "Another"})
    assert bad.status_code == 422
    assert "Small letters, digits" in bad.text


def test_customers_neither_see_nor_change_taxes(shop: Shop) -> None:
    customer, _, _ = shop.user("customer")
    visitor = Visitor(shop, Authorization=customer.headers["Authorization"])
    for path in ("", "/rates/new", "/new-class", "/classes/standard"):
        assert visitor.get(f"/admin/taxes{path}").status_code == 403
    name = unique("Mine")
    assert visitor.post("/admin/taxes/rates", {"name": name, "decimal:rate": "0"}).status_code == 403
    assert visitor.post("/admin/taxes/classes/standard", {"name": name}).status_code == 403
    assert rates(shop, name) == []
    assert classes(shop)["standard"] != name
