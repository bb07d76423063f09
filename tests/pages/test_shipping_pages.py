"""Zones and ways to travel as pages."""

import re
from typing import Any

import pytest

from tests.pages.browser import Visitor, admin_visitor
from tests.shop import Shop, unique

# Places are in one zone: each test has countries of its own.


def methods(shop: Shop) -> dict[str, Any]:
    return {one["code"]: one for one in shop.admin().get("/admin/shipping/methods").json()["items"]}


def zones(shop: Shop) -> dict[str, Any]:
    return {one["name"]: one for one in shop.admin().get("/admin/shipping/zones").json()["items"]}


def version_of(page: str) -> str:
    (found,) = set(re.findall(r'name="version" value="(\d+)"', page))
    return str(found)


def test_a_zone_is_made_of_countries_by_name_or_code_and_of_regions(shop: Shop) -> None:
    visitor, _ = admin_visitor(shop)
    name = unique("North")
    visitor.get("/admin/shipping/zones/new")
    typed = "NO\r\nSweden\r\n\r\ndenmark, Bornholm\r\n"
    made = visitor.post("/admin/shipping/zones", {"name": name, "lines:places": typed})
    assert made.headers["location"] == "/admin/shipping?done=zone_saved"
    zone = zones(shop)[name]
    places = {(place["country"], place["region"]) for place in zone["places"]}
    assert places == {("NO", None), ("SE", None), ("DK", "Bornholm")}
    listed = visitor.get("/admin/shipping").text
    assert "Denmark (Bornholm)" in listed
    assert "Norway" in listed
    page = visitor.get(f"/admin/shipping/zones/{zone['id']}").text
    assert "DK, Bornholm\nNO\nSE</textarea>" in page
    actions = shop.sql("SELECT action FROM audit_log WHERE object_id = $1", zone["id"])
    assert actions == [{"action": "shipping_zone.create"}]


def test_countries_are_known_by_the_names_that_the_reader_gives_them(shop: Shop) -> None:
    _, address, _ = shop.user("admin")
    visitor = Visitor(shop, **{"Accept-Language": "de-DE,de;q=0.9"})
    visitor.sign_in(address)
    visitor.get("/admin/shipping/zones/new")
    name = unique("Alpen")
    made = visitor.post("/admin/shipping/zones", {"name": name, "lines:places": "Österreich\nosterreich, Tirol"})
    assert made.status_code == 303
    assert [place["country"] for place in zones(shop)[name]["places"]] == ["AT", "AT"]
    assert "Österreich (Tirol)" in visitor.get("/admin/shipping").text


@pytest.mark.parametrize(
    ("places", "words"),
    [("Atlantis", "Atlantis is no country"), ("", "Name at least one"), ("GB, " + "x" * 201, "200")],
)
def test_a_place_that_is_none_is_explained_and_what_was_typed_is_kept(shop: Shop, places: str, words: str) -> None:
    visitor, _ = admin_visitor(shop)
    visitor.get("/admin/shipping/zones/new")
    name = unique("Kept")
    answer = visitor.post("/admin/shipping/zones", {"name": name, "lines:places": places})
    assert answer.status_code == 422
    assert words in answer.text
    assert f'value="{name}"' in answer.text
    assert f"{places}</textarea>" in answer.text
    assert name not in zones(shop)


def test_a_place_of_another_zone_is_refused(shop: Shop) -> None:
    visitor, _ = admin_visitor(shop)
    visitor.get("/admin/shipping/zones/new")
    assert visitor.post("/admin/shipping/zones", {"name": unique("One"), "lines:places": "FI"}).status_code == 303
    answer = visitor.post("/admin/shipping/zones", {"name": unique("Two"), "lines:places": "Finland"})
    assert answer.status_code == 409
    assert "in another zone" in answer.text


def test_a_way_costs_by_weight_in_steps_and_is_free_from_a_total_on(shop: Shop) -> None:
    visitor, _ = admin_visitor(shop)
    code = unique("heavy")
    visitor.get("/admin/shipping/methods/new")
    form = {
        "name": "Heavy goods",
        "code": code,
        "zone_id": "",
        "kind": "by_weight",
        "money:amount": "4.90",
        "money:free_over": "150",
        "max_weight_grams": "30000",
        "estimate_days": "3",
        "position": "7",
        "is_active": "true",
        "tiers.0.from": "2000",
        "money:tiers.0.amount": "9,90",
        "tiers.1.from": "",
        "money:tiers.1.amount": "",
        "tiers.2.from": "10000",
        "money:tiers.2.amount": "19.90",
    }
    made = visitor.post("/admin/shipping/methods", form)
    assert made.headers["location"] == "/admin/shipping?done=method_created"
    found = methods(shop)[code]
    assert found["tiers"] == [{"from": 2000, "amount": 990}, {"from": 10_000, "amount": 1990}]
    wanted = ("amount", "free_over", "max_weight_grams", "estimate_days", "position", "zone_id", "is_active")
    assert [found[name] for name in wanted] == [490, 15_000, 30_000, 3, 7, None, True]
    listed = visitor.get("/admin/shipping").text
    assert "from 2,000 g: $9.90" in listed
    assert "free from $150.00" in listed
    page = visitor.get(f"/admin/shipping/methods/{found['id']}").text
    assert 'name="tiers.1.from" type="text" value="10000"' in page
    assert 'name="tiers.4.from" type="text" value=""' in page, "there is room for more"
    by_total = {**form, "kind": "by_total", "tiers.0.from": "20.50", "tiers.2.from": "80", "version": version_of(page)}
    assert visitor.post(f"/admin/shipping/methods/{found['id']}", by_total).status_code == 303
    assert [tier["from"] for tier in methods(shop)[code]["tiers"]] == [2_050, 8_000]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"money:amount": "free"}, "is not an amount of money"),
        ({"money:amount": "-1"}, "Not less than 0"),
        ({"code": "Not A Code"}, "Small letters, digits"),
        ({"name": ""}, "Fill this in"),
        ({"estimate_days": "soon"}, "A whole number"),
        ({"kind": "by_weight", "tiers.1.from": "2.5", "money:tiers.1.amount": "1"}, "a whole number of grams"),
        ({"kind": "by_weight", "tiers.1.from": "25"}, "say what it costs"),
        ({"kind": "by_total", "money:tiers.1.amount": "25"}, "say from where on"),
        ({"kind": "flat", "tiers.0.from": "5", "money:tiers.0.amount": "1"}, "a flat price has none"),
    ],
)
def test_what_is_wrong_with_a_way_is_said_at_its_field(shop: Shop, wrong: dict[str, str], words: str) -> None:
    visitor, _ = admin_visitor(shop)
    visitor.get("/admin/shipping/methods/new")
    code = unique("kept")
    form = {"name": "Kept", "code": code, "kind": "flat", "money:amount": "3.50", "estimate_days": "4", **wrong}
    answer = visitor.post("/admin/shipping/methods", form)
    assert answer.status_code == 422
    assert words in answer.text
    assert 'aria-invalid="true"' in answer.text or 'class="error"' in answer.text
    for name, typed in form.items():
        if name != "kind" and typed:
            assert re.search(rf'name="{re.escape(name)}" [^>]*value="{re.escape(typed)}"', answer.text), name
    assert code not in methods(shop)


def test_who_comes_second_sees_both_versions_of_a_way(shop: Shop) -> None:
    visitor, _ = admin_visitor(shop)
    admin = shop.admin()
    made = admin.post("/admin/shipping/methods", json={"code": unique("van"), "name": "Van", "amount": 500}).json()
    path = f"/admin/shipping/methods/{made['id']}"
    seen = version_of(visitor.get(path).text)
    admin.put(path, json={"code": made["code"], "name": "Van", "amount": 700})
    mine = {
        "code": made["code"],
        "name": "Van",
        "kind": "flat",
        "money:amount": "6",
        "position": "0",
        "is_active": "true",
    }
    late = visitor.post(path, {**mine, "version": seen})
    assert late.status_code == 412
    rows = re.findall(r'<tr><th scope="row">([^<]+)</th><td[^>]*>([^<]+)</td><td[^>]*>([^<]+)</td></tr>', late.text)
    assert rows == [("Price", "6", "7.00")]
    assert visitor.post(path, {**mine, "version": version_of(late.text)}).status_code == 303
    assert methods(shop)[made["code"]]["amount"] == 600


def test_a_zone_goes_when_no_way_leads_into_it_any_more(shop: Shop) -> None:
    visitor, _ = admin_visitor(shop)
    name, code = unique("Isles"), unique("ferry")
    visitor.get("/admin/shipping/zones/new")
    visitor.post("/admin/shipping/zones", {"name": name, "lines:places": "IS\nFO"})
    zone = zones(shop)[name]
    visitor.post("/admin/shipping/methods", {"name": "Ferry", "code": code, "zone_id": zone["id"]})
    method = methods(shop)[code]
    assert (method["zone_id"], method["is_active"]) == (zone["id"], False)
    path = f"/admin/shipping/zones/{zone['id']}"
    refused = visitor.post(f"{path}/delete", {"version": str(zone["version"])})
    assert refused.status_code == 409
    assert "Shipping methods lead into the zone" in refused.text
    gone = visitor.post(f"/admin/shipping/methods/{method['id']}/delete", {"version": str(method["version"])})
    assert gone.headers["location"] == "/admin/shipping?done=method_deleted"
    late = visitor.post(f"{path}/delete", {"version": str(zone["version"] + 1)})
    assert late.status_code == 412
    assert visitor.post(f"{path}/delete", {"version": version_of(late.text)}).status_code == 303
    assert name not in zones(shop)
    assert visitor.get(path).status_code == 404


def test_customers_neither_see_nor_change_shipping(shop: Shop) -> None:
    customer, _, _ = shop.user("customer")
    visitor = Visitor(shop, Authorization=customer.headers["Authorization"])
    for path in ("", "/zones/new", "/methods/new"):
        assert visitor.get(f"/admin/shipping{path}").status_code == 403
    name = unique("Mine")
    assert visitor.post("/admin/shipping/zones", {"name": name, "lines:places": "JP"}).status_code == 403
    assert visitor.post("/admin/shipping/methods", {"name": "Mine", "code": "mine"}).status_code == 403
    assert name not in zones(shop)
    assert "mine" not in methods(shop)
