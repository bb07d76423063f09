"""Many changes of products in one request."""

import concurrent.futures
from typing import Any

import httpx
import pytest

from tests.factories.catalogue import make_product
from tests.shop import Shop, unique

MISSING = "018f0000-0000-7000-8000-000000000000"


@pytest.fixture(scope="module")
def admin(shop: Shop) -> httpx.Client:
    return shop.admin()


def new(**overrides: Any) -> dict[str, Any]:
    product = {"name": unique("Lamp"), "status": "active", "variants": [{"price": 1000, "stock": 3}], **overrides}
    return {"op": "create", "product": product}


def rename(of: dict[str, Any], **overrides: Any) -> dict[str, Any]:
    return {"op": "update", "id": of["id"], "product": {"name": unique("Renamed")}, **overrides}


def send(client: httpx.Client, *operations: dict[str, Any], **given: Any) -> httpx.Response:
    headers = given.pop("headers", {})
    return client.post("/products/bulk", json={"operations": operations, **given}, headers=headers)


def done(answer: httpx.Response) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    results: list[dict[str, Any]] = answer.json()["results"]
    return results


def test_every_operation_does_what_its_single_call_does(shop: Shop, admin: httpx.Client) -> None:
    kept, gone, bare = (make_product(admin) for _ in range(3))
    variant = kept["variants"][0]
    results = done(
        send(
            admin,
            new(),
            rename(kept, product={"tags": ["bulk"]}),
            {"op": "update_variant", "id": kept["id"], "variant_id": variant["id"], "variant": {"price": 777}},
            {"op": "replace", "id": bare["id"], "product": {"name": "Replaced", "status": "active"}},
            {"op": "delete", "id": gone["id"]},
        )
    )
    assert [result["status"] for result in results] == [201, 200, 200, 200, 204]
    assert [result["op"] for result in results] == ["create", "update", "update_variant", "replace", "delete"]
    made = admin.get(f"/products/{results[0]['product_id']}").json()
    assert (made["price"], made["variants"][0]["available"]) == (1000, 3)
    changed = shop.guest().get(f"/products/{kept['id']}").json()
    assert (changed["tags"], changed["price"]) == (["bulk"], 777)
    assert admin.get(f"/products/{bare['id']}").json()["name"] == "Replaced"
    assert shop.guest().get(f"/products/{gone['id']}").status_code == 404


def test_variants_come_and_go(admin: httpx.Client) -> None:
    product = make_product(admin, variants=[{"price": 100, "options": {"size": "S"}}])
    small = product["variants"][0]["id"]
    results = done(
        send(
            admin,
            {"op": "add_variant", "id": product["id"], "variant": {"price": 200, "options": {"size": "M"}}},
            {"op": "remove_variant", "id": product["id"], "variant_id": small},
        )
    )
    assert [result["status"] for result in results] == [201, 204]
    left = admin.get(f"/products/{product['id']}").json()["variants"]
    assert [v["id"] for v in left] == [results[0]["variant_id"]]


def test_a_refused_operation_keeps_no_other_from_being_done(admin: httpx.Client) -> None:
    taken = make_product(admin)
    answer = send(
        admin,
        new(slug=taken["slug"]),
        new(category_id=MISSING),
        {"op": "update", "id": MISSING, "product": {"name": "Nobody"}},
        rename(taken, if_match='"stale"'),
        rename(taken, product={"name": "Renamed by bulk"}),
    )
    results = done(answer)
    assert [result["status"] for result in results] == [409, 422, 404, 412, 200]
    assert (answer.json()["succeeded"], answer.json()["failed"]) == (1, 4)
    assert [result["problem"]["code"] for result in results[:4]] == [
        "duplicate_slug", "invalid_value", "not_found", "precondition_failed",
    ]  # fmt: skip
    assert results[1]["problem"]["errors"][0]["path"] == "category_id"
    assert results[3]["product_id"] == taken["id"]
    assert admin.get(f"/products/{taken['id']}").json()["name"] == "Renamed by bulk"


def test_atomic_operations_are_done_all_or_none(admin: httpx.Client) -> None:
    product = make_product(admin)
    slug = unique("atomic")
    refused = send(admin, new(slug=slug), rename(product), rename({"id": MISSING}), atomic=True)
    assert (refused.status_code, refused.json()["code"]) == (409, "bulk_refused")
    assert [result["status"] for result in refused.json()["results"]] == [201, 200, 404]
    assert admin.get(f"/products/{slug}").status_code == 404
    assert admin.get(f"/products/{product['id']}").json()["name"] == product["name"]
    assert [r["status"] for r in done(send(admin, new(slug=slug), rename(product), atomic=True))] == [201, 200]
    assert admin.get(f"/products/{slug}").status_code == 200


def test_if_match_holds_for_each_operation_by_itself(admin: httpx.Client) -> None:
    product, other = make_product(admin), make_product(admin)
    etag = admin.get(f"/products/{product['id']}").headers["etag"]
    seen, again, everything = done(
        send(admin, rename(product, if_match=etag), rename(product, if_match=etag), rename(other, if_match="*"))
    )
    assert (seen["status"], again["status"], everything["status"]) == (200, 412, 200)
    assert done(send(admin, rename({"id": MISSING}, if_match="*")))[0]["status"] == 404


def test_the_same_key_is_one_request(admin: httpx.Client) -> None:
    slug = unique("keyed")
    headers = {"Idempotency-Key": unique("key")}
    first = send(admin, new(slug=slug), headers=headers)
    second = send(admin, new(slug=slug, name="Lamp"), headers=headers)
    assert second.status_code == 422
    body = first.request.content
    again = admin.post("/products/bulk", content=body, headers=headers | {"Content-Type": "application/json"})
    assert (again.json(), again.headers["idempotent-replayed"]) == (first.json(), "true")
    assert done(again)[0]["status"] == 201


def test_an_atomic_refusal_is_replayed_with_its_results(admin: httpx.Client) -> None:
    headers = {"Idempotency-Key": unique("key")}
    operation = rename({"id": MISSING})
    first, again = (send(admin, operation, atomic=True, headers=headers) for _ in range(2))
    assert (first.status_code, again.status_code) == (409, 409)
    assert first.json()["results"] == again.json()["results"]


def test_a_vendor_changes_his_own_products_only(shop: Shop, admin: httpx.Client) -> None:
    vendor, other = shop.vendor(), shop.vendor()
    foreign = make_product(other)
    results = done(
        send(vendor, new(), new(is_featured=True), rename(foreign), rename(foreign, if_match="*"),
             {"op": "delete", "id": foreign["id"]})
    )  # fmt: skip
    assert [result["status"] for result in results] == [201, 403, 404, 404, 404]
    own = vendor.get("/vendor/products").json()["items"]
    assert [product["id"] for product in own] == [results[0]["product_id"]]
    assert admin.get(f"/products/{foreign['id']}").json()["name"] == foreign["name"]
    assert send(shop.customer(), new()).status_code == 403
    assert send(shop.guest(), new()).status_code == 401


def test_each_change_has_its_entry_in_the_audit_log(shop: Shop, admin: httpx.Client) -> None:
    product = make_product(admin)
    refused = make_product(admin)
    made = done(send(admin, new(), rename(product), rename(refused, if_match='"stale"')))[0]["product_id"]
    rows = shop.sql(
        "SELECT action, object_id FROM audit_log WHERE object_id = ANY($1) ORDER BY id",
        [made, product["id"], refused["id"]],
    )
    assert [(row["action"], row["object_id"]) for row in rows] == [
        ("product.create", product["id"]),
        ("product.create", refused["id"]),
        ("product.create", made),
        ("product.update", product["id"]),
    ]


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"operations": []}, "operations"),
        ({"operations": [{"op": "delete", "id": MISSING}] * 101}, "operations"),
        ({"operations": [{"op": "explode", "id": MISSING}]}, "operations[0].op"),
        ({"operations": [{"op": "delete", "id": MISSING}, new(name="")]}, "operations[1].product.name"),
        ({"operations": [{"op": "delete", "id": MISSING, "product": {}}]}, "operations[0].product"),
        ({}, "operations"),
    ],
)
def test_what_cannot_be_read_is_refused_whole(admin: httpx.Client, body: dict[str, Any], path: str) -> None:
    answer = admin.post("/products/bulk", json=body)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["path"] == path


def test_a_hundred_products_are_made_at_once(admin: httpx.Client) -> None:
    results = done(send(admin, *(new() for _ in range(100)), atomic=True))
    assert {result["status"] for result in results} == {201}
    assert len({result["product_id"] for result in results}) == 100


def test_requests_that_name_the_same_products_in_other_orders_do_not_meet(admin: httpx.Client) -> None:
    products = [make_product(admin) for _ in range(20)]

    def change(is_backwards: bool) -> httpx.Response:
        return send(admin, *map(rename, products[:: -1 if is_backwards else 1]), atomic=True)

    with concurrent.futures.ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(change, [False, True] * 4))
    assert [answer.status_code for answer in answers] == [200] * 8
