"""Products as pages: made, filled in under others' eyes, pictured, and removed."""

import re
from typing import Any

import httpx
import pytest

from tests.factories.catalogue import make_category, make_product
from tests.pages.browser import Visitor, admin_visitor
from tests.pictures.drawing import new_picture
from tests.shop import Shop, unique


@pytest.fixture(scope="module")
def admin(shop: Shop) -> httpx.Client:
    return shop.admin()


def version_of(page: str) -> str:
    (found,) = set(re.findall(r'name="version" value="(\d+)"', page))
    return str(found)


def filled(product: dict[str, Any], version: str, **more: str) -> dict[str, str]:
    return {"name": product["name"], "slug": product["slug"], "status": "active", "version": version, **more}


def test_a_product_is_made_with_its_first_variant_and_seen_in_the_shop(shop: Shop, admin: httpx.Client) -> None:
    visitor, _ = admin_visitor(shop)
    category, name = make_category(admin), unique("Enamel mug")
    assert category["id"] in visitor.get("/admin/products/new").text
    form = {
        "name": name,
        "description": "<p>Holds tea.</p><script>alert(1)</script>",
        "status": "active",
        "category_id": category["id"],
        "money:price": "19,99",
        "money:compare_at_price": "25",
        "stock": "7",
        "lines:options": "Size: L\r\nColour: blue",
    }
    made = visitor.post("/admin/products", form)
    assert made.status_code == 303, made.text
    path = made.headers["location"].partition("?")[0]
    product = shop.guest().get(f"/products/{path.rpartition('/')[2]}").json()
    assert (product["name"], product["price"], product["compare_at_price"]) == (name, 1999, 2500)
    assert product["category"]["id"] == category["id"]
    assert product["variants"][0]["options"] == {"Size": "L", "Colour": "blue"}
    assert "script" not in product["description"]
    page = visitor.get(path).text
    assert "$19.99" in page
    assert product["variants"][0]["sku"] in page


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(shop: Shop) -> None:
    visitor, _ = admin_visitor(shop)
    visitor.get("/admin/products/new")
    form = {"name": "A <b>bold</b> name", "status": "draft", "money:price": "19.999", "lines:options": "L"}
    refused = visitor.post("/admin/products", form)
    assert refused.status_code == 422
    assert 'role="alert"' in refused.text
    assert 'value="19.999"' in refused.text
    assert "A &lt;b&gt;bold&lt;/b&gt; name" in refused.text
    options = visitor.post("/admin/products", form | {"money:price": "19.99"})
    assert "is not like Size: M" in options.text


def test_every_field_of_a_product_is_saved(shop: Shop, admin: httpx.Client) -> None:
    visitor, _ = admin_visitor(shop)
    product = make_product(admin, price=1_000)
    path = f"/admin/products/{product['id']}"
    slug = unique("other-slug")
    form = filled(
        product,
        version_of(visitor.get(path).text),
        slug=slug,
        description="<p>New words.</p>",
        is_featured="true",
        discount="percentage",
        seo_title="A title",
        seo_description="A description",
    )
    form |= {
        "lines:tags": "steel\r\nblue",
        "lines:attributes": "Material: steel",
        "decimal:percent": "12,5",
        "time:starts_at": "2020-01-01T00:00",
        "time:ends_at": "2099-05-31T18:30",
    }
    assert visitor.post(path, form).headers["location"] == f"{path}?done=product_saved"
    saved = admin.get(f"/products/{product['id']}").json()
    assert (saved["slug"], saved["tags"], saved["attributes"]) == (slug, ["steel", "blue"], {"Material": "steel"})
    assert (saved["price"], saved["compare_at_price"]) == (875, 1_000)
    assert saved["discount"]["ends_at"].startswith("2099-05-31T18:30")
    assert saved["seo"] == {"title": "A title", "description": "A description"}
    assert saved["is_featured"]
    page = visitor.get(path).text
    assert re.search(r'name="decimal:percent"[^>]* value="12.5"', page)
    plain = filled(product, version_of(page), slug=slug, discount="none")
    assert visitor.post(path, plain).status_code == 303
    saved = admin.get(f"/products/{product['id']}").json()
    assert (saved["discount"], saved["tags"], saved["is_featured"]) == (None, [], False)
    nothing = visitor.post(path, filled(product, version_of(visitor.get(path).text), slug=slug, discount="fixed"))
    assert (nothing.status_code, "say how much it takes off" in nothing.text) == (422, True)


def test_a_conflict_shows_both_versions_and_saving_again_decides(shop: Shop, admin: httpx.Client) -> None:
    visitor, _ = admin_visitor(shop)
    product = make_product(admin)
    path = f"/admin/products/{product['id']}"
    seen = version_of(visitor.get(path).text)
    assert admin.patch(f"/products/{product['id']}", json={"description": "<p>Theirs.</p>"}).status_code == 200
    late = visitor.post(path, filled(product, seen, description="<p>Mine.</p>"))
    assert late.status_code == 412
    for text in ("Yours and theirs", "&lt;p&gt;Mine.&lt;/p&gt;", "&lt;p&gt;Theirs.&lt;/p&gt;"):
        assert text in late.text
    assert admin.get(f"/products/{product['id']}").json()["description"] == "<p>Theirs.</p>"
    again = visitor.post(path, filled(product, version_of(late.text), description="<p>Mine.</p>"))
    assert again.status_code == 303
    assert admin.get(f"/products/{product['id']}").json()["description"] == "<p>Mine.</p>"


def test_variants_are_added_changed_and_taken_out_of_sale(shop: Shop, admin: httpx.Client) -> None:
    visitor, _ = admin_visitor(shop)
    product = make_product(admin)
    path = f"/admin/products/{product['id']}"
    assert "size: </textarea>" in visitor.get(f"{path}/variants/new").text
    wrong = visitor.post(f"{path}/variants", {"money:price": "5", "lines:options": "size: M"})
    assert wrong.status_code == 409, "the same options as the other"
    assert "size: M</textarea>" in wrong.text
    added = visitor.post(f"{path}/variants", {"money:price": "5.50", "lines:options": "size: L", "stock": "3"})
    assert added.headers["location"] == f"{path}?done=variant_added"
    first, second = admin.get(f"/products/{product['id']}").json()["variants"]
    assert (second["price"], second["available"]) == (550, 3)
    page = visitor.get(f"{path}/variants/{second['id']}").text
    assert 'value="5.50"' in page
    seen = version_of(page)
    change = {"sku": second["sku"], "money:price": "6", "lines:options": "size: XL", "version": seen}
    unpriced = visitor.post(f"{path}/variants/{second['id']}", change | {"money:price": "6 dollars"})
    assert unpriced.status_code == 422
    assert 'value="6 dollars"' in unpriced.text
    assert visitor.post(f"{path}/variants/{second['id']}", change).status_code == 303
    _, changed = admin.get(f"/products/{product['id']}").json()["variants"]
    assert (changed["price"], changed["options"]) == (600, {"size": "XL"})
    assert visitor.post(f"{path}/variants/{second['id']}/remove").status_code == 303
    assert [v["id"] for v in admin.get(f"/products/{product['id']}").json()["variants"]] == [first["id"]]
    assert visitor.post(f"{path}/variants/{first['id']}/remove").status_code == 409


def test_pictures_are_added_described_moved_and_removed(shop: Shop, admin: httpx.Client) -> None:
    visitor, _ = admin_visitor(shop)
    product = make_product(admin)
    path = f"/admin/products/{product['id']}"
    visitor.get(path)
    files = [("file", (f"{n}.png", new_picture(), "image/png")) for n in range(2)]
    added = visitor.http.post(f"{path}/pictures", data={"csrf": visitor.csrf}, files=files)
    assert added.headers["location"] == f"{path}?done=pictures_added", added.text
    shop.drain()
    first, second = shop.guest().get(f"/products/{product['slug']}").json()["images"]
    page = visitor.get(path).text
    assert first["renditions"]["card"]["url"] in page
    assert "data-refresh" not in page
    one = f"{path}/pictures/{second['id']}"
    assert second["renditions"]["zoom"]["url"] in visitor.get(one).text
    assert visitor.post(one, {"alt": "From above"}).status_code == 303
    assert visitor.post(f"{one}/move", {"position": "0"}).status_code == 303
    strange = visitor.post(one, {"alt": "Of another", "variant_id": product["id"]})
    assert (strange.status_code, "Of another</textarea>" in strange.text) == (422, True)
    moved = shop.guest().get(f"/products/{product['slug']}").json()["images"]
    assert [(image["id"], image["alt"]) for image in moved] == [(second["id"], "From above"), (first["id"], "")]
    assert visitor.post(f"{path}/pictures/{first['id']}/remove").status_code == 303
    assert len(shop.guest().get(f"/products/{product['slug']}").json()["images"]) == 1
    assert second["renditions"]["thumb"]["url"] in visitor.get(f"/admin/products?q={product['name']}").text


def test_a_file_that_is_no_picture_is_refused_in_words(shop: Shop, admin: httpx.Client) -> None:
    visitor, _ = admin_visitor(shop)
    path = f"/admin/products/{make_product(admin)['id']}"
    visitor.get(path)
    files = {"file": ("notes.png", b"not a picture", "image/png")}
    refused = visitor.http.post(f"{path}/pictures", data={"csrf": visitor.csrf}, files=files)
    assert refused.status_code in (415, 422)
    assert 'role="alert"' in refused.text
    nothing = visitor.post(f"{path}/pictures")
    assert (nothing.status_code, "choose a picture first" in nothing.text) == (422, True)


def test_products_are_found_by_words_sku_and_status(shop: Shop, admin: httpx.Client) -> None:
    visitor, _ = admin_visitor(shop)
    word = unique("zanzibar")
    shown = make_product(admin, name=f"{word} lamp")
    draft = make_product(admin, name=f"{word} draft", status="draft")
    path = "/admin/products/{}".format
    page = visitor.get(f"/admin/products?q={word}").text
    assert path(shown["id"]) in page
    assert path(draft["id"]) in page
    only = visitor.get(f"/admin/products?q={word}&status=draft").text
    assert path(draft["id"]) in only
    assert path(shown["id"]) not in only
    assert path(shown["id"]) in visitor.get(f"/admin/products?q={shown['variants'][0]['sku'][2:].lower()}").text
    assert "No product fits" in visitor.get(f"/admin/products?q={unique('nowhere')}%25").text
    first = visitor.get(f"/admin/products?q={word}&limit=1").text
    (onward,) = re.findall(r'rel="next" href="([^"]+)"', first)
    assert path(shown["id"]) in visitor.get(onward.replace("&amp;", "&")).text


def test_a_product_is_removed_once_it_was_asked_for(shop: Shop, admin: httpx.Client) -> None:
    visitor, _ = admin_visitor(shop)
    product = make_product(admin)
    path = f"/admin/products/{product['id']}"
    seen = version_of(visitor.get(path).text)
    assert (
        visitor.post(f"{path}/remove", {"version": seen}).headers["location"] == "/admin/products?done=product_removed"
    )
    assert shop.guest().get(f"/products/{product['slug']}").status_code == 404


def test_nobody_but_an_admin_sees_products_here(shop: Shop) -> None:
    assert Visitor(shop).get("/admin/products").status_code == 303
    _, address, _ = shop.user("customer")
    visitor = Visitor(shop)
    visitor.sign_in(address)
    assert visitor.get("/admin/products").status_code in (303, 403)
    assert visitor.get("/admin/categories").status_code in (303, 403)
