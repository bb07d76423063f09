"""Editors put pictures in order, describe them and say what they show."""

from typing import Any

import httpx
import pytest

from tests.factories.catalogue import make_product
from tests.pictures.drawing import new_picture
from tests.pictures.picture_clients import listed, ready, shown, upload, uploaded
from tests.shop import Shop


@pytest.fixture(scope="module")
def admin(shop: Shop) -> httpx.Client:
    return shop.admin()


@pytest.fixture
def product(admin: httpx.Client) -> dict[str, Any]:
    variants = [{"options": {"size": size}, "price": 500, "stock": 0} for size in ("S", "M")]
    return make_product(admin, variants=variants)


def change(client: httpx.Client, product_id: str, image_id: str, **given: Any) -> httpx.Response:
    return client.patch(f"/products/{product_id}/images/{image_id}", json=given)


def order(client: httpx.Client, product_id: str) -> list[tuple[str, int]]:
    return [(one["id"], one["position"]) for one in listed(client, product_id)]


def test_pictures_stand_in_the_order_that_they_are_put_in(
    shop: Shop, admin: httpx.Client, product: dict[str, Any]
) -> None:
    product_id = product["id"]
    a, b, c, d = (uploaded(admin, product_id, new_picture()) for _ in range(4))
    assert order(admin, product_id) == [(a, 0), (b, 1), (c, 2), (d, 3)]
    assert change(admin, product_id, d, position=0).status_code == 200
    assert order(admin, product_id) == [(d, 0), (a, 1), (b, 2), (c, 3)]
    assert change(admin, product_id, d, position=2).status_code == 200
    assert order(admin, product_id) == [(a, 0), (b, 1), (d, 2), (c, 3)]
    assert change(admin, product_id, a, position=10_000).status_code == 200
    assert order(admin, product_id) == [(b, 0), (d, 1), (c, 2), (a, 3)]
    shop.drain()
    assert [(one["id"], one["position"]) for one in shown(shop, product_id)] == order(admin, product_id)
    assert admin.delete(f"/products/{product_id}/images/{d}").status_code == 204
    assert [one for one, _ in order(admin, product_id)] == [b, c, a]
    e = uploaded(admin, product_id, new_picture())
    assert [one for one, _ in order(admin, product_id)] == [b, c, a, e]


def test_a_change_of_a_picture_is_one_of_its_product(shop: Shop, admin: httpx.Client, product: dict[str, Any]) -> None:
    product_id = product["id"]
    image = ready(shop, admin, product_id, new_picture(), alt="before")
    seen = admin.get(f"/products/{product_id}")
    path = f"/products/{product_id}/images/{image['id']}"
    assert admin.patch(path, json={"alt": "x"}, headers={"If-Match": '"other"'}).status_code == 412
    changed = admin.patch(path, json={"alt": "after"}, headers={"If-Match": seen.headers["etag"]})
    assert changed.status_code == 200, changed.text
    assert [one["alt"] for one in changed.json()["images"]] == ["after"]
    assert changed.headers["etag"] != seen.headers["etag"]
    assert changed.json()["updated_at"] > seen.json()["updated_at"]
    assert [one["alt"] for one in shown(shop, product_id)] == ["after"]
    assert admin.delete(path, headers={"If-Match": seen.headers["etag"]}).status_code == 412
    (entry,) = [
        entry
        for entry in admin.get("/admin/audit-log", params={"limit": 20}).json()["items"]
        if entry["object_id"] == image["id"] and entry["action"] == "picture.update"
    ]
    assert (entry["before"], entry["after"]) == ({"alt": "before"}, {"alt": "after"})


def test_a_picture_shows_a_variant_of_its_product_or_all_of_it(
    shop: Shop, admin: httpx.Client, product: dict[str, Any]
) -> None:
    product_id = product["id"]
    small, medium = (variant["id"] for variant in product["variants"])
    image_id = ready(shop, admin, product_id, new_picture())["id"]
    assert change(admin, product_id, image_id, variant_id=small).json()["images"][0]["variant_id"] == small
    assert change(admin, product_id, image_id, alt="S").json()["images"][0]["variant_id"] == small
    assert change(admin, product_id, image_id, variant_id=None).json()["images"][0]["variant_id"] is None
    foreign = make_product(admin)["variants"][0]["id"]
    refused = change(admin, product_id, image_id, variant_id=foreign)
    assert (refused.status_code, refused.json()["errors"][0]["path"]) == (422, "variant_id")
    assert change(admin, product_id, image_id, variant_id=medium).status_code == 200
    assert admin.delete(f"/products/{product_id}/variants/{medium}").status_code == 204
    assert shown(shop, product_id)[0]["variant_id"] is None
    assert change(admin, product_id, image_id, variant_id=medium).status_code == 422


def test_what_is_no_change_of_a_picture_is_refused(admin: httpx.Client, product: dict[str, Any]) -> None:
    image_id = uploaded(admin, product["id"], new_picture())
    for given in ({"position": -1}, {"position": 10_001}, {"alt": None}, {"alt": "x" * 501}, {"status": "ready"}):
        assert change(admin, product["id"], image_id, **given).status_code == 422, given
    assert listed(admin, product["id"])[0]["alt"] == ""


def test_t_az_05_a_picture_is_found_under_its_own_product_alone(admin: httpx.Client, product: dict[str, Any]) -> None:
    image_id = uploaded(admin, product["id"], new_picture())
    other_id = make_product(admin)["id"]
    assert change(admin, other_id, image_id, alt="x").status_code == 404
    assert admin.delete(f"/products/{other_id}/images/{image_id}").status_code == 404
    assert [one["id"] for one in listed(admin, product["id"])] == [image_id]


def test_t_az_04_a_vendor_has_the_pictures_of_his_own_products(shop: Shop) -> None:
    vendor, other = shop.vendor(), shop.vendor()
    product_id = make_product(vendor)["id"]
    image_id = ready(shop, vendor, product_id, new_picture())["id"]
    path = f"/products/{product_id}/images/{image_id}"
    refused = [
        upload(other, product_id, new_picture()),
        other.get(f"/products/{product_id}/images"),
        other.patch(path, json={"alt": "x"}),
        other.patch(path, json={"alt": "x"}, headers={"If-Match": "*"}),
        other.delete(path),
    ]
    assert [answer.status_code for answer in refused] == [404] * 5
    assert [one["alt"] for one in shown(shop, product_id)] == [""]
    assert vendor.patch(path, json={"alt": "Mine"}).status_code == 200
    assert vendor.delete(path).status_code == 204
    assert shown(shop, product_id) == []


def test_editors_see_what_an_import_named_beside_what_was_uploaded(
    shop: Shop, admin: httpx.Client, product: dict[str, Any]
) -> None:
    shop.execute(
        "INSERT INTO images (product_id, source_url, status) VALUES ($1, 'https://pictures.example/1.jpg', 'external')",
        product["id"],
    )
    image_id = uploaded(admin, product["id"], new_picture())
    external, own = listed(admin, product["id"])
    assert (external["status"], external["source_url"]) == ("external", "https://pictures.example/1.jpg")
    assert (own["id"], own["source_url"]) == (image_id, None)
    assert change(admin, product["id"], external["id"], position=1, alt="Far").status_code == 200
    assert [one["alt"] for one in listed(admin, product["id"])] == ["", "Far"]
    assert admin.delete(f"/products/{product['id']}/images/{external['id']}").status_code == 204
    assert [one["id"] for one in listed(admin, product["id"])] == [image_id]
