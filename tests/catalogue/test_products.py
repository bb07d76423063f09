"""Products and their variants: made, changed, archived, by admins and by the vendors they belong to."""

import collections
import concurrent.futures
import re
from typing import Any

import httpx
import pytest

from tests.factories.catalogue import make_category, make_product
from tests.factories.orders import make_order
from tests.shop import Shop, unique


@pytest.fixture(scope="module")
def admin(shop: Shop) -> httpx.Client:
    return shop.admin()


def body(**overrides: Any) -> dict[str, Any]:
    return {"name": unique("Lamp"), "status": "active", "variants": [{"price": 1000, "stock": 3}], **overrides}


def test_a_product_is_made_whole(shop: Shop, admin: httpx.Client) -> None:
    category = make_category(admin)
    name = unique("Café Größe")
    variants = [
        {"sku": unique("S"), "options": {"size": "S", "colour": "red"}, "price": 1200, "stock": 4, "weight_grams": 90},
        {"sku": unique("M"), "options": {"size": "M", "colour": "red"}, "price": 1500, "compare_at_price": 1800},
    ]
    answer = admin.post(
        "/products",
        json={
            "name": name,
            "description": "<p>Good<script>alert(1)</script> <a href='javascript:x()'>thing</a></p>",
            "category_id": category["id"],
            "status": "active",
            "tags": ["light", " light ", "home"],
            "seo": {"title": "A lamp"},
            "attributes": {"Material": "brass"},
            "variants": variants,
        },
    )
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert answer.headers["location"] == f"/api/v1/products/{made['id']}"
    assert made["slug"].startswith("cafe-grosse-")
    assert "script" not in made["description"]
    assert "Good" in made["description"]
    assert made["tags"] == ["light", "home"]
    assert (made["price"], made["in_stock"], made["on_sale"]) == (1200, True, True)
    assert made["options"] == [{"name": "size", "values": ["S", "M"]}, {"name": "colour", "values": ["red"]}]
    assert [(v["name"], v["available"], v["in_stock"]) for v in made["variants"]] == [
        ("S / red", 4, True),
        ("M / red", 0, False),
    ]
    public = shop.guest().get(f"/products/{made['slug']}").json()
    assert [v["available"] for v in public["variants"]] == [None, None]
    assert public["category"]["slug"] == category["slug"]
    for variant in made["variants"]:
        del variant["locations"]
        variant["available"] = None
    assert public == made


@pytest.mark.parametrize(
    ("overrides", "path"),
    [
        ({"name": ""}, "name"),
        ({"variants": []}, "variants"),
        ({"variants": [{"price": -1}]}, "variants[0].price"),
        ({"variants": [{"price": 1.5}]}, "variants[0].price"),
        ({"variants": [{"price": 10, "stock": 2**40}]}, "variants[0].stock"),
        ({"slug": "Not a slug"}, "slug"),
        ({"slug": "a-line\n"}, "slug"),
        ({"currency": "EUR"}, "currency"),
        ({"category_id": "018f0000-0000-7000-8000-000000000000"}, "category_id"),
        ({"discount": {"type": "percentage", "value": 100.01}}, "discount.value"),
        ({"discount": {"type": "percentage", "value": 33.333}}, "discount.value"),
        ({"discount": {"type": "fixed", "value": 1.5}}, "discount.value"),
        ({"discount": {"type": "percentage", "value": 0}}, "discount.value"),
        ({"variants": [{"price": 1, "options": {"size": "S"}}, {"price": 1}]}, "variants[1].options"),
        ({"is_admin": True}, "is_admin"),
    ],
)
def test_what_is_not_valid_is_named(admin: httpx.Client, overrides: dict[str, Any], path: str) -> None:
    answer = admin.post("/products", json=body(**overrides))
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["path"] == path


def test_two_variants_that_nobody_could_tell_apart_are_refused(admin: httpx.Client) -> None:
    answer = admin.post("/products", json=body(variants=[{"price": 1, "options": {"size": "S"}}] * 2))
    assert (answer.status_code, answer.json()["code"]) == (409, "duplicate_options")


def test_slugs_are_made_unique_and_given_ones_must_be(admin: httpx.Client) -> None:
    name = unique("Twin")
    first, second = (admin.post("/products", json=body(name=name)).json() for _ in range(2))
    assert second["slug"] == first["slug"] + "-2"
    answer = admin.post("/products", json=body(slug=first["slug"]))
    assert (answer.status_code, answer.json()["code"]) == (409, "duplicate_slug")


def test_t_in_22_one_of_twenty_with_the_same_sku_is_made(shop: Shop, admin: httpx.Client) -> None:
    sku = unique("RACE")
    token = admin.headers["authorization"].removeprefix("Bearer ")
    clients = [shop.client(token) for _ in range(20)]
    with concurrent.futures.ThreadPoolExecutor(20) as threads:
        answers = list(
            threads.map(lambda c: c.post("/products", json=body(variants=[{"sku": sku, "price": 1}])), clients)
        )
    assert collections.Counter(a.status_code for a in answers) == {201: 1, 409: 19}
    assert {a.json()["code"] for a in answers if a.status_code == 409} == {"duplicate_sku"}


def test_t_in_22_one_of_twenty_with_the_same_slug_is_made(shop: Shop, admin: httpx.Client) -> None:
    slug = unique("race")
    token = admin.headers["authorization"].removeprefix("Bearer ")
    clients = [shop.client(token) for _ in range(20)]
    with concurrent.futures.ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(lambda c: c.post("/products", json=body(slug=slug)), clients))
    assert collections.Counter(a.status_code for a in answers) == {201: 1, 409: 19}
    assert {a.json()["code"] for a in answers if a.status_code == 409} == {"duplicate_slug"}


def test_t_in_23_of_two_who_put_the_same_version_one_is_412(shop: Shop, admin: httpx.Client) -> None:
    token = admin.headers["authorization"].removeprefix("Bearer ")
    clients = [shop.client(token) for _ in range(2)]
    for _ in range(5):
        path = f"/products/{make_product(admin)['id']}"
        etag = admin.get(path).headers["etag"]

        def put(number: int, path: str = path, etag: str = etag) -> httpx.Response:
            data = {"name": f"Number {number}", "status": "active"}
            return clients[number].put(path, json=data, headers={"If-Match": etag})

        with concurrent.futures.ThreadPoolExecutor(2) as threads:
            answers = list(threads.map(put, range(2)))
        assert sorted(answer.status_code for answer in answers) == [200, 412]
        (kept,) = (number for number, answer in enumerate(answers) if answer.status_code == 200)
        assert admin.get(path).json()["name"] == f"Number {kept}"


def test_t_in_19_markup_is_data(admin: httpx.Client) -> None:
    markup = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    made = admin.post("/products", json=body(name=markup, description=markup)).json()
    answer = admin.get(f"/products/{made['id']}")
    assert answer.json()["name"] == markup
    assert answer.json()["description"] == '<img src="x">'
    assert answer.headers["content-type"].startswith("application/json")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert re.fullmatch("[a-z0-9-]+", made["slug"])


@pytest.mark.parametrize("name", ["İstanbul Işık", "ﬁne ＬＡＭＰ", "a\u200bb", "\u202egnp.exe", "e" + "\u0301" * 150])
def test_t_in_08_a_slug_is_plain_whatever_the_name(admin: httpx.Client, name: str) -> None:
    made = admin.post("/products", json=body(name=name)).json()
    assert made["name"] == name
    assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", made["slug"])


def test_t_in_23_a_change_needs_the_version_it_was_made_on(admin: httpx.Client) -> None:
    product = make_product(admin)
    path = f"/products/{product['id']}"
    etag = admin.get(path).headers["etag"]
    changed = admin.patch(path, json={"name": "Renamed"}, headers={"If-Match": etag})
    assert (changed.status_code, changed.json()["name"]) == (200, "Renamed")
    assert changed.json()["tags"] == product["tags"]
    late = admin.patch(path, json={"name": "Lost"}, headers={"If-Match": etag})
    assert (late.status_code, late.json()["code"]) == (412, "precondition_failed")
    again = admin.patch(path, json={"is_featured": True}, headers={"If-Match": changed.headers["etag"]})
    assert again.json()["is_featured"] is True


def test_putting_a_product_takes_defaults_for_what_is_left_out(admin: httpx.Client) -> None:
    product = make_product(admin, tags=["old"], seo={"title": "Old"})
    put = admin.put(f"/products/{product['id']}", json={"name": "New", "status": "active"}).json()
    assert (put["name"], put["tags"], put["seo"]["title"], put["slug"]) == ("New", [], None, product["slug"])
    assert len(put["variants"]) == 1


def test_variants_come_change_and_go(shop: Shop, admin: httpx.Client) -> None:
    product = make_product(admin)
    path = f"/products/{product['id']}/variants"
    added = admin.post(path, json={"options": {"size": "L"}, "price": 2500, "stock": 2})
    assert added.status_code == 201, added.text
    first, second = added.json()["variants"]
    assert second["sku"] == f"{product['slug'].upper()}-L"
    dearer = admin.patch(f"{path}/{second['id']}", json={"price": 500, "max_per_order": 1}).json()
    assert (dearer["price"], dearer["variants"][1]["max_per_order"]) == (500, 1)
    make_order(shop.guest(), second["id"])
    assert admin.delete(f"{path}/{second['id']}").status_code == 204
    now = admin.get(f"/products/{product['id']}").json()
    assert [v["id"] for v in now["variants"]] == [first["id"]]
    assert now["options"] == [{"name": "size", "values": ["M"]}]
    last = admin.delete(f"{path}/{first['id']}")
    assert (last.status_code, last.json()["code"]) == (409, "last_variant")


def test_t_az_05_a_variant_of_another_product_is_not_there(shop: Shop, admin: httpx.Client) -> None:
    vendor = shop.vendor()
    mine, other, foreign = make_product(vendor), make_product(vendor), make_product(shop.vendor())
    for client in (vendor, admin):
        for strange in (other, foreign):
            path = f"/products/{mine['id']}/variants/{strange['variants'][0]['id']}"
            assert client.patch(path, json={"price": 1}).status_code == 404
            assert client.delete(path).status_code == 404
            path = f"/products/{strange['id']}/variants/{mine['variants'][0]['id']}"
            assert client.patch(path, json={"price": 1}).status_code == 404
    for product in (mine, other, foreign):
        assert admin.get(f"/products/{product['id']}").json()["price"] == 1999


def test_t_az_07_a_draft_and_an_archived_product_are_seen_by_nobody_else(shop: Shop, admin: httpx.Client) -> None:
    category, tag, keeper = make_category(admin), unique("tag"), shop.vendor()
    shared: dict[str, Any] = {"category_id": category["id"], "tags": [tag]}
    seen = make_product(keeper, **shared)
    draft, archived = make_product(keeper, status="draft", **shared), make_product(keeper, **shared)
    vendor_id, guest = seen["vendor"]["id"], shop.guest()
    assert guest.get(f"/categories/{category['id']}").json()["product_count"] == 2
    assert keeper.delete(f"/products/{archived['id']}").status_code == 204
    for client in (guest, shop.customer(), shop.vendor()):
        for product in (draft, archived):
            for path in (f"/products/{product['id']}", f"/products/{product['slug']}"):
                assert client.get(path).status_code == 404
                assert client.get(f"{path}/related").status_code == 404
            for params in ({"q": product["name"]}, {"q": product["variants"][0]["sku"]}):
                found = client.get("/products", params={**params, "limit": 100}).json()["items"]
                assert product["id"] not in [p["id"] for p in found]
            added = client.post("/cart/add", json={"variant_id": product["variants"][0]["id"]})
            assert (added.status_code, added.json()["code"]) == (409, "unavailable")
        for params in ({"category": category["id"]}, {"tag": tag}, {"vendor": vendor_id}):
            page = client.get("/products", params={**params, "limit": 100}).json()
            assert ([p["id"] for p in page["items"]], page["total"]) == ([seen["id"]], 1)
        assert client.get("/products", params={"status": "draft", "vendor": vendor_id}).status_code in (401, 403)
        assert client.get(f"/products/{seen['id']}/related").json()["items"] == []
        assert client.get(f"/categories/{category['id']}").json()["product_count"] == 1
        assert {t["value"]: t["count"] for t in client.get("/tags").json()["items"]}[tag] == 1
    for client in (keeper, admin):
        assert client.get(f"/products/{draft['id']}").json()["status"] == "draft"
        listed = client.get("/products", params={"status": "archived", "vendor": vendor_id}).json()["items"]
        assert [p["id"] for p in listed] == [archived["id"]]


def test_t_az_07_a_draft_is_answered_like_what_is_not_there(shop: Shop, admin: httpx.Client) -> None:
    """Else anybody could tell what will be sold soon, by its variants or by naming a version of it."""
    draft, nothing = make_product(admin, status="draft"), "018f0000-0000-7000-8000-000000000000"
    guest, vendor = shop.guest(), shop.vendor()

    def answer(client: httpx.Client, method: str, path: str, **kwargs: Any) -> tuple[int, str]:
        found = client.request(method, path, **kwargs)
        return found.status_code, found.json()["code"]

    variant_id = draft["variants"][0]["id"]
    stale = {"If-Match": '"stale"'}
    for one, other in ((draft["id"], nothing), (variant_id, nothing)):
        bought = [answer(guest, "POST", "/cart/add", json={"variant_id": id}) for id in (one, other)]
        assert bought == [(409, "unavailable")] * 2
    for method, sent in (("PATCH", {"json": {"name": "x"}}), ("PUT", {"json": {"name": "x"}}), ("DELETE", {})):
        for id in (draft["id"], nothing):
            assert answer(vendor, method, f"/products/{id}", headers=stale, **sent) == (404, "not_found")


def test_t_az_04_a_vendor_has_what_is_his_and_nothing_else(shop: Shop, admin: httpx.Client) -> None:
    vendor, other = shop.vendor(), shop.vendor()
    his = make_product(vendor, stock=7)
    theirs = make_product(other)["vendor"]["id"]
    path, variant_id = f"/products/{his['id']}", his["variants"][0]["id"]
    assert vendor.get(path).json()["variants"][0]["available"] == 7
    assert other.get(path).json()["variants"][0]["available"] is None
    assert vendor.patch(path, json={"name": "Mine"}).status_code == 200
    for stranger in (other, shop.vendor()):
        assert stranger.put(path, json={"name": "Theirs"}).status_code == 404
        assert stranger.patch(path, json={"name": "Theirs"}).status_code == 404
        assert stranger.delete(path).status_code == 404
        assert stranger.post(f"{path}/variants", json={"options": {"size": "L"}, "price": 1}).status_code == 404
        assert stranger.patch(f"{path}/variants/{variant_id}", json={"price": 1}).status_code == 404
        assert stranger.delete(f"{path}/variants/{variant_id}").status_code == 404
    for client in (vendor, other, admin):
        for moved in ({"vendor_id": theirs}, {"vendor": {"id": theirs}}):
            for method in ("PUT", "PATCH"):
                refused = client.request(method, path, json={"name": "Moved", **moved})
                assert (refused.status_code, refused.json()["errors"][0]["path"]) == (422, next(iter(moved)))
    more = {"variant_id": variant_id, "delta": 5, "reason": "mine"}
    assert vendor.post("/admin/inventory/adjust", json=more).status_code == 403
    assert vendor.patch(f"{path}/variants/{variant_id}", json={"stock": 100}).status_code == 422
    assert shop.customer().patch(path, json={"name": "x"}).status_code == 403
    assert shop.guest().post("/products", json=body()).status_code == 401
    now = admin.get(path).json()
    assert (now["name"], now["vendor"], now["variants"][0]["available"]) == ("Mine", his["vendor"], 7)
    assert admin.patch(path, json={"name": "Approved"}).status_code == 200


def test_every_change_is_in_the_audit_log(shop: Shop, admin: httpx.Client) -> None:
    product = make_product(admin)
    admin.patch(f"/products/{product['id']}", json={"name": "Renamed"})
    entries = shop.sql(
        "SELECT action, after::text AS after, request_id FROM audit_log WHERE object_id = $1 ORDER BY id",
        product["id"],
    )
    assert [entry["action"] for entry in entries] == ["product.create", "product.update"]
    assert "Renamed" in entries[1]["after"]
    assert all(entry["request_id"] for entry in entries)


def test_discounts_begin_and_end_by_themselves(shop: Shop, admin: httpx.Client) -> None:
    product = make_product(admin, price=1999, discount={"type": "percentage", "value": 12.5})
    assert (product["price"], product["compare_at_price"], product["on_sale"]) == (1749, 1999, True)
    path = f"/products/{product['id']}"
    ends = shop.sql("SELECT (now() + interval '2 seconds') AS at")[0]["at"].isoformat()
    lowered = admin.patch(path, json={"discount": {"type": "fixed", "value": 500, "ends_at": ends}}).json()
    assert lowered["price"] == 1499
    guest = shop.guest()
    shop.until(lambda: guest.get(path).json()["price"] == 1999)
    assert guest.get(path).json()["on_sale"] is False


def test_a_discount_that_is_over_is_not_charged_even_before_it_is_seen(shop: Shop, admin: httpx.Client) -> None:
    product = make_product(admin, price=1000, discount={"type": "percentage", "value": 50})
    shop.execute("UPDATE products SET discount_ends_at = now() WHERE id = $1", product["id"])
    assert make_order(shop.guest(), product["variants"][0]["id"])["total"] == 1000


def test_selling_out_shows_within_a_second_and_so_does_the_return(shop: Shop, admin: httpx.Client) -> None:
    product = make_product(admin, stock=1)
    path, customer = f"/products/{product['slug']}", shop.customer()
    order = make_order(customer, product["variants"][0]["id"])
    shop.until(lambda: shop.guest().get(path).json()["in_stock"] is False, seconds=1)
    customer.post(f"/orders/{order['id']}/cancel")
    shop.until(lambda: shop.guest().get(path).json()["in_stock"] is True, seconds=1)


def test_only_admins_feature_products(shop: Shop, admin: httpx.Client) -> None:
    vendor = shop.vendor()
    refused = vendor.post("/products", json=body(is_featured=True))
    assert (refused.status_code, refused.json()["errors"][0]["path"]) == (403, "is_featured")
    product = make_product(vendor)
    path = f"/products/{product['id']}"
    for method in ("PUT", "PATCH"):
        refused = vendor.request(method, path, json={"name": "Mine", "is_featured": True})
        assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert admin.patch(path, json={"is_featured": True}).json()["is_featured"] is True
    put = vendor.put(path, json={"name": "Still featured", "status": "active"})
    assert (put.status_code, put.json()["is_featured"]) == (200, True)
    assert vendor.patch(path, json={"is_featured": False}).status_code == 403
    assert admin.put(path, json={"name": "Enough", "status": "active"}).json()["is_featured"] is False


def test_editors_see_the_barcode_and_nobody_else(shop: Shop, admin: httpx.Client) -> None:
    vendor = shop.vendor()
    product = make_product(vendor, variants=[{"price": 5, "barcode": "4006381333931"}])
    path = f"/products/{product['id']}"
    assert product["variants"][0]["barcode"] == "4006381333931"
    assert [c.get(path).json()["variants"][0]["barcode"] for c in (admin, vendor)] == ["4006381333931"] * 2
    for client in (shop.guest(), shop.customer(), shop.vendor()):
        answer = client.get(path)
        assert answer.json()["variants"][0]["barcode"] is None
        assert "4006381333931" not in answer.text
        assert "4006381333931" not in client.get("/products", params={"q": product["name"]}).text


def test_t_in_23_a_change_of_variants_needs_the_version_it_was_made_on(admin: httpx.Client) -> None:
    product = make_product(admin, variants=[{"price": 1, "options": {"size": size}} for size in ("S", "M", "L")])
    path = f"/products/{product['id']}"
    stale = admin.get(path).headers["etag"]
    changed = admin.patch(f"{path}/variants/{product['variants'][0]['id']}", json={"price": 2})
    for variant in product["variants"][:2]:
        one = f"{path}/variants/{variant['id']}"
        assert admin.patch(one, json={"price": 3}, headers={"If-Match": stale}).status_code == 412
        assert admin.delete(one, headers={"If-Match": stale}).status_code == 412
    fresh = {"If-Match": changed.headers["etag"]}
    assert admin.delete(f"{path}/variants/{product['variants'][1]['id']}", headers=fresh).status_code == 204
    assert [v["price"] for v in admin.get(path).json()["variants"]] == [2, 1]


def test_a_write_answers_with_what_it_made_of_the_product(admin: httpx.Client) -> None:
    """The largest product that there may be: its answer is complete, and costs as many statements as a small one."""
    variants = [{"price": n, "stock": n, "options": {"no": str(n)}} for n in range(1, 251)]
    answer = admin.post("/products", json=body(variants=variants))
    assert answer.status_code == 201
    product = answer.json()
    path = f"/products/{product['id']}"
    assert product == admin.get(path).json()
    changed = admin.patch(f"{path}/variants/{product['variants'][7]['id']}", json={"price": 5000}).json()
    assert changed["variants"][7]["price"] == 5000
    assert changed == admin.get(path).json()
    assert admin.patch(path, json={"name": "Large"}).json() == admin.get(path).json()
