"""The catalogue leaves as Shopify's CSV and comes back without changing anything."""

import csv
import io
from typing import Any

import httpx
import pytest

from tests.factories.catalogue import make_category, make_product
from tests.shop import Shop, unique
from tests.transfers.files_of_rows import product_row, shopify_csv
from tests.transfers.test_import_products import SAMPLE, figures
from tests.transfers.transfer_clients import download, exported, imported

OUTSIDE = "https://pictures.example"

_STATE = {
    "products": "SELECT id, version, updated_at FROM products ORDER BY id",
    "variants": "SELECT id, sku, updated_at, removed_at FROM variants ORDER BY id",
    "prices": "SELECT variant_id, changed_at, price FROM price_history ORDER BY variant_id, changed_at",
    "stock": "SELECT count(*) AS movements FROM stock_movements",
    "pictures": "SELECT id, position, alt, variant_id FROM images ORDER BY id",
    "documents": "SELECT product_id, xmin::text, md5(document) FROM product_documents ORDER BY product_id",
    "categories": "SELECT id, slug, name FROM categories ORDER BY id",
    "vendors": "SELECT id, name FROM vendors ORDER BY id",
}


@pytest.fixture(scope="module")
def admin(shop: Shop) -> httpx.Client:
    return shop.admin()


def state(shop: Shop) -> dict[str, Any]:
    return {name: shop.sql(query) for name, query in _STATE.items()}


def left(shop: Shop, admin: httpx.Client, **filters: str) -> bytes:
    export = exported(shop, admin, "products", "shopify_csv", **filters)
    assert export["status"] == "done", export
    return download(admin, export).content


def rows_of(data: bytes, handle: str) -> list[dict[str, str]]:
    reader = csv.DictReader(io.StringIO(data.decode(), newline=""), strict=True)
    return [row for row in reader if row["Handle"] == handle]


def show_picture(shop: Shop, product: dict[str, Any], *, position: int = 0, variant: bool = True) -> str:
    """A picture of the shop's own, as the worker leaves it."""
    url = f"/media/{unique('picture')}.webp"
    shop.execute(
        "INSERT INTO images (product_id, variant_id, position, alt, status, renditions) VALUES ($1::text::uuid, "
        "$2::text::uuid, $3, 'Own', 'ready', jsonb_build_object('zoom', jsonb_build_object('url', $4::text)))",
        product["id"], product["variants"][0]["id"] if variant else None, position, url,
    )  # fmt: skip
    shop.execute("SELECT refresh_product_documents(ARRAY[$1::text::uuid])", product["id"])
    return url


def test_an_export_that_comes_back_changes_nothing(shop: Shop, admin: httpx.Client) -> None:
    imported(shop, admin, SAMPLE.read_bytes())
    category = make_category(admin, name=unique("Lamps & Light"))
    below = make_category(admin, name=unique("Desk"), parent_id=category["id"])
    many = [
        {"options": {"Size": size, "Colour": colour}, "price": 1000 + 7 * n, "stock": n, "barcode": f"000{n}"}
        for n, (size, colour) in enumerate((s, c) for s in ("S", "M", "L") for c in ("red", "blå"))
    ]
    make_product(admin, category_id=below["id"], variants=many, tags=["one", "two words"], seo={"title": "T"})
    odd: dict[str, Any] = {
        "name": "=1+1",
        "tags": ["@tag", "-1"],
        "variants": [{"sku": unique("+SKU"), "options": {"-o": "=v"}, "price": 5}],
    }
    make_product(admin, **odd, seo={"title": "+seo", "description": "'=quoted"}, description="<p>a</p>\r\n\r\n<p>b</p>")
    make_product(admin, name="  spaces  ", description=" <b>x</b> \n", discount={"type": "percentage", "value": 12.5})
    make_product(admin, variants=[{"sku": f" {unique('blank')} ", "price": 0, "compare_at_price": 1, "options": {}}])
    make_product(admin, variants=[{"sku": unique("T"), "price": 1, "options": {"Title": "Default Title"}}])
    make_product(shop.vendor(), status="draft")
    archived = make_product(admin)
    admin.delete(f"/products/{archived['id']}")
    admin.patch(f"/products/{make_product(admin)['id']}", json={"slug": unique("renamed")})
    show_picture(shop, make_product(admin))
    gone = make_product(admin, variants=[{"price": 1, "options": {"n": "1"}}, {"price": 2, "options": {"n": "2"}}])
    admin.delete(f"/products/{gone['id']}/variants/{gone['variants'][0]['id']}")
    make_pictured(shop, admin)

    data = left(shop, admin)
    before = state(shop)
    report = imported(shop, admin, data)
    assert (report["errors"], report["status"]) == ([], "done")
    assert figures(report) == (0, 0, len(before["products"]))
    assert state(shop) == before
    assert left(shop, admin) == data


def make_pictured(shop: Shop, admin: httpx.Client) -> str:
    """A product with pictures outside, one of them twice used, and one of its own between them."""
    handle = unique("pictured")
    common: dict[str, str] = {"Option1_Name": "Size", "Variant_Image": f"{OUTSIDE}/{handle}-2.jpg"}
    rows = [
        product_row(handle, **common, Option1_Value="S", Variant_SKU=handle, Image_Src=f"{OUTSIDE}/{handle}-1.jpg"),
        product_row(handle, **common, Option1_Value="M", Variant_SKU="", Image_Src=f"{OUTSIDE}/{handle}-2.jpg"),
        {"Handle": handle, "Image Src": f"{OUTSIDE}/{handle}-3.jpg", "Image Alt Text": "=alt"},
    ]  # fmt: skip
    assert figures(imported(shop, admin, shopify_csv(*rows))) == (1, 0, 0)
    show_picture(shop, admin.get(f"/products/{handle}").json(), position=1, variant=False)
    return handle


def test_a_file_has_one_row_for_each_variant_and_each_picture_beyond(shop: Shop, admin: httpx.Client) -> None:
    handle = make_pictured(shop, admin)
    first, second, third, fourth = rows_of(left(shop, admin), handle)
    assert [row["Variant Price"] for row in (first, second, third, fourth)] == ["10.00", "10.00", "", ""]
    assert [row["Title"] for row in (first, second)] == [f"Title of {handle}", ""]
    assert {row["Image Position"] for row in (first, second, third, fourth)} == {"1", "2", "3", "4"}
    own = [row["Image Src"] for row in (first, second, third, fourth) if "/media/" in row["Image Src"]]
    assert len(own) == 1
    assert own[0].startswith("http")
    assert first["Variant Image"] == f"{OUTSIDE}/{handle}-2.jpg"
    assert fourth["Image Alt Text"] == "'=alt"


def test_nothing_in_a_file_is_a_formula(shop: Shop, admin: httpx.Client) -> None:
    product = make_product(
        admin,
        name="=HYPERLINK(1)",
        tags=["@SUM(A1)"],
        seo={"title": "+1", "description": "＝1"},
        description="- <p>list</p>",
        variants=[{"sku": unique("=S"), "barcode": "-1", "price": 1, "options": {"@n": "+v"}}],
    )
    (row,) = rows_of(left(shop, admin), product["slug"])
    dangerous = [
        cell for cell in row.values() if cell.lstrip(" \t\r\n\"';,|")[:1] in tuple("=+-@＝＋－＠") and cell[0] != "'"
    ]
    assert dangerous == []
    assert (row["Title"], row["SEO Title"], row["Option1 Value"]) == ("'=HYPERLINK(1)", "'+1", "'+v")


def test_one_changed_cell_changes_one_product(shop: Shop, admin: httpx.Client) -> None:
    one, other = make_product(admin), make_product(admin)
    handle = unique("third")
    imported(shop, admin, shopify_csv(product_row(handle)))
    data = left(shop, admin)
    lines = list(csv.DictReader(io.StringIO(data.decode(), newline="")))
    for line in lines:
        if line["Handle"] == one["slug"]:
            line["Variant Price"] = "7.77"
    before = {row["id"]: row["version"] for row in shop.sql("SELECT id::text, version FROM products")}
    assert figures(imported(shop, admin, shopify_csv(*lines))) == (0, 1, len(before) - 1)
    after = {row["id"]: row["version"] for row in shop.sql("SELECT id::text, version FROM products")}
    assert {key for key in after if after[key] != before[key]} == {one["id"]}
    assert admin.get(f"/products/{one['id']}").json()["price"] == 777
    assert admin.get(f"/products/{other['id']}").json() == other


def test_filters_choose_the_products_of_a_file(shop: Shop, admin: httpx.Client) -> None:
    active, draft = make_product(admin), make_product(admin, status="draft")
    data = left(shop, admin, status="draft")
    assert rows_of(data, draft["slug"])
    assert not rows_of(data, active["slug"])


def test_only_products_leave_so(admin: httpx.Client) -> None:
    answer = admin.post("/admin/export/orders", json={"format": "shopify_csv"})
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "format")


def test_a_file_finds_a_product_by_its_slug_of_before(shop: Shop, admin: httpx.Client) -> None:
    product = make_product(admin)
    now = unique("now")
    assert admin.patch(f"/products/{product['id']}", json={"slug": now}).status_code == 200
    row = product_row(product["slug"], Variant_SKU=product["variants"][0]["sku"], Variant_Price="3.00")
    assert figures(imported(shop, admin, shopify_csv(row))) == (0, 1, 0)
    shown = admin.get(f"/products/{product['id']}").json()
    assert (shown["slug"], shown["price"]) == (now, 300)
    both = [row, product_row(now, Variant_SKU=product["variants"][0]["sku"] + "X", Variant_Price="4.00")]
    report = imported(shop, admin, shopify_csv(*both))
    assert (figures(report), [mistake["row"] for mistake in report["errors"]]) == ((0, 1, 0), [2])
    assert admin.get(f"/products/{product['id']}").json()["price"] == 400


def test_a_file_finds_a_category_by_its_slug_of_before(shop: Shop, admin: httpx.Client) -> None:
    category = make_category(admin)
    renamed = admin.put(f"/categories/{category['id']}", json={"name": unique("New"), "slug": unique("new")})
    assert renamed.status_code == 200
    handle = unique("filed")
    imported(shop, admin, shopify_csv(product_row(handle, Type=category["slug"])))
    assert admin.get(f"/products/{handle}").json()["category"]["id"] == category["id"]
