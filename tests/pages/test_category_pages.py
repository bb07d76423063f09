"""The category tree as pages."""

import re

import httpx
import pytest

from tests.factories.catalogue import make_category, make_product
from tests.pages.browser import admin_visitor
from tests.shop import Shop, unique


@pytest.fixture(scope="module")
def admin(shop: Shop) -> httpx.Client:
    return shop.admin()


def version_of(page: str) -> str:
    (found,) = set(re.findall(r'name="version" value="(\d+)"', page))
    return str(found)


def test_a_category_is_made_below_another_and_moved(shop: Shop, admin: httpx.Client) -> None:
    visitor, _ = admin_visitor(shop)
    above, name = make_category(admin), unique("Mugs")
    visitor.get("/admin/categories/new")
    made = visitor.post("/admin/categories", {"name": name, "parent_id": above["id"], "position": "3"})
    assert made.headers["location"] == "/admin/categories?done=category_created"
    tree = visitor.get("/admin/categories").text
    (path,) = re.findall(rf'<a href="([^"]+)">{name}</a>', tree)
    page = visitor.get(path).text
    assert f'<option value="{above["id"]}" selected' in page
    form = {"name": name, "slug": unique("mugs"), "parent_id": "", "position": "0", "version": version_of(page)}
    assert visitor.post(path, form).status_code == 303
    saved = shop.guest().get(f"/categories/{path.rpartition('/')[2]}").json()
    assert (saved["parent_id"], saved["slug"]) == (None, form["slug"])


def test_a_category_is_not_put_below_itself(shop: Shop, admin: httpx.Client) -> None:
    visitor, _ = admin_visitor(shop)
    above = make_category(admin)
    below = make_category(admin, parent_id=above["id"])
    path = f"/admin/categories/{above['id']}"
    page = visitor.get(path).text
    assert f'value="{below["id"]}"' not in page
    form = {"name": above["name"], "parent_id": below["id"], "version": version_of(page)}
    refused = visitor.post(path, form)
    assert refused.status_code == 422
    assert 'role="alert"' in refused.text


def test_a_conflict_shows_both_versions(shop: Shop, admin: httpx.Client) -> None:
    visitor, _ = admin_visitor(shop)
    category = make_category(admin)
    path = f"/admin/categories/{category['id']}"
    seen = version_of(visitor.get(path).text)
    theirs, mine = unique("Theirs"), unique("Mine")
    admin.put(f"/categories/{category['id']}", json={"name": theirs})
    late = visitor.post(path, {"name": mine, "slug": category["slug"], "version": seen})
    assert late.status_code == 412
    assert mine in late.text
    assert theirs in late.text


def test_only_an_empty_category_goes(shop: Shop, admin: httpx.Client) -> None:
    visitor, _ = admin_visitor(shop)
    category = make_category(admin)
    product = make_product(admin, category_id=category["id"])
    path = f"/admin/categories/{category['id']}"
    page = visitor.get(path).text
    refused = visitor.post(f"{path}/remove", {"version": version_of(page)})
    assert refused.status_code == 409
    assert 'role="alert"' in refused.text
    admin.patch(f"/products/{product['id']}", json={"category_id": None})
    gone = visitor.post(f"{path}/remove", {"version": version_of(visitor.get(path).text)})
    assert gone.headers["location"] == "/admin/categories?done=category_removed"
    assert shop.guest().get(f"/categories/{category['id']}").status_code == 404
