"""What each kind of export has in it, what it can be filtered by, and that it adds up."""

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import httpx
import openpyxl
import polars
import pytest

from tests.conftest import ShopOpener
from tests.factories.catalogue import make_product
from tests.factories.orders import make_order
from tests.inventory.stock_keeping import default_location, open_location, transfer
from tests.shop import Shop, unique
from tests.transfers.transfer_clients import download, exported

COLUMNS = {
    "orders": "total",
    "order_lines": "line_total",
    "products": "price",
    "users": "email",
    "inventory": "on_hand",
    "movements": "delta",
    "audit": "action",
}
TODAY = date.today()  # noqa: DTZ011  # a day on either side is asked for


@pytest.fixture(scope="module")
def shop(opener: ShopOpener) -> Iterator[Shop]:
    """A shop that has sold something, with a name in it that a spreadsheet would run."""
    with opener() as opened:
        yield opened


@pytest.fixture(scope="module")
def admin(shop: Shop) -> httpx.Client:
    return shop.admin()


@pytest.fixture(scope="module")
def product(shop: Shop, admin: httpx.Client) -> dict[str, Any]:
    return make_product(admin, name="=cmd|' /C calc'!A0", stock=20, price=1250)


@pytest.fixture(scope="module")
def order(shop: Shop, product: dict[str, Any]) -> dict[str, Any]:
    return make_order(shop.customer(), product["variants"][0]["id"], 3)


def rows_of(shop: Shop, admin: httpx.Client, kind: str, **filters: Any) -> list[dict[str, str]]:
    answer = download(admin, exported(shop, admin, kind, **filters))
    return list(csv.DictReader(io.StringIO(answer.content.decode(), newline=""), strict=True))


def table_of(content: bytes, format: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    if format == "csv":
        header, *rows = csv.reader(io.StringIO(content.decode(), newline=""), strict=True)
        return header, [tuple(row) for row in rows]
    if format == "xlsx":
        header, *rows = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True)
        return [str(name).removesuffix(" (UTC)") for name in header], rows
    frame = polars.read_parquet(io.BytesIO(content))
    return frame.columns, frame.rows()


@pytest.mark.parametrize("kind", COLUMNS)
def test_every_kind_has_the_same_rows_in_every_format(
    shop: Shop, admin: httpx.Client, order: dict[str, Any], kind: str
) -> None:
    # What the exports themselves leave behind is not compared.
    filters = {"action": "product.create"} if kind == "audit" else {}
    found = {}
    for format in ("csv", "xlsx", "parquet"):
        export = exported(shop, admin, kind, format, **filters)
        names, rows = table_of(download(admin, export).content, format)
        assert len(rows) == export["rows"] >= 1
        assert COLUMNS[kind] in names
        assert not [name for name in names if "password" in name or "hash" in name or "secret" in name]
        found[format] = names, [row[0] for row in rows]
    assert found["csv"] == found["xlsx"] == found["parquet"]


def test_lines_stand_as_they_were_bought(
    shop: Shop, admin: httpx.Client, order: dict[str, Any], product: dict[str, Any]
) -> None:
    [line] = rows_of(shop, admin, "order_lines", q=order["number"])
    assert (line["order_number"], line["sku"]) == (order["number"], product["variants"][0]["sku"])
    assert (line["quantity"], line["unit_price"], line["line_total"]) == ("3", "12.50", "37.50")
    assert line["name"] == "'" + product["name"]


def test_orders_are_picked_as_in_their_list(shop: Shop, admin: httpx.Client, order: dict[str, Any]) -> None:
    picked: list[tuple[dict[str, Any], bool]] = [
        ({"q": order["number"]}, True),
        ({"q": "nobody-of-this-name"}, False),
        ({"email": order["email"]}, True),
        ({"email": "nobody@shop.example"}, False),
        ({"payment_status": "unpaid"}, True),
        ({"payment_status": ["paid", "refunded"]}, False),
        ({"status": ["shipped", order["status"]]}, True),
        ({"status": "shipped"}, False),
        ({"from": str(TODAY - timedelta(days=1)), "to": str(TODAY + timedelta(days=1))}, True),
        ({"to": str(TODAY - timedelta(days=3))}, False),
    ]
    for filters, is_there in picked:
        for kind, column in (("orders", "number"), ("order_lines", "order_number")):
            numbers = {row[column] for row in rows_of(shop, admin, kind, **filters)}
            assert (order["number"] in numbers) is is_there, (kind, filters)


def test_the_orders_behind_a_figure_are_taken_away_by_the_filters_of_its_link(shop: Shop, admin: httpx.Client) -> None:
    category = admin.post("/categories", json={"name": unique("Cups")}).raise_for_status().json()["id"]
    product = make_product(admin, stock=9, category_id=category)
    buyer, _, identifier = shop.user("customer")
    user_id = str(identifier)
    order = make_order(buyer, product["variants"][0]["id"])
    admin.post(f"/orders/{order['id']}/payments", json={"amount": order["total"]}).raise_for_status()
    admin.post(f"/orders/{order['id']}/refund", json={"amount": 1, "reason": "late"}).raise_for_status()
    admin.post("/admin/analytics/refresh").raise_for_status()
    before = str(TODAY - timedelta(days=2))
    place = order["shipping_address"]
    picked: list[tuple[dict[str, Any], bool]] = [
        ({"product_id": product["id"]}, True),
        ({"category_id": category}, True),
        ({"user_id": user_id, "uncategorised": True}, False),
        ({"user_id": user_id, "country": place["country"]}, True),
        ({"user_id": user_id, "country": ""}, False),
        ({"user_id": user_id, "region": place.get("region") or ""}, True),
        ({"user_id": user_id, "region": "Nowhere"}, False),
        ({"user_id": user_id, "payment_status": "partially_refunded"}, True),
        ({"user_id": user_id, "payment_status": ["paid", "unpaid"]}, False),
        ({"user_id": user_id, "cancelled": False}, True),
        ({"user_id": user_id, "cancelled": True}, False),
        ({"coupon_id": category}, False),
        ({"user_id": user_id, "refunded_from": before}, True),
        ({"user_id": user_id, "refunded_to": before}, False),
        ({"user_id": user_id, "customers_from": before, "customers_to": str(TODAY + timedelta(days=1))}, True),
        ({"user_id": user_id, "customers_to": before}, False),
        ({"user_id": user_id, "customers_from": str(TODAY + timedelta(days=2))}, False),
    ]
    for filters, is_there in picked:
        asked = {name: str(value).lower() if isinstance(value, bool) else value for name, value in filters.items()}
        listed = {one["number"] for one in admin.get("/admin/orders", params=asked).raise_for_status().json()["items"]}
        assert (order["number"] in listed) is is_there, filters
        for kind, column in (("orders", "number"), ("order_lines", "order_number")):
            numbers = {row[column] for row in rows_of(shop, admin, kind, **filters)}
            assert (order["number"] in numbers) is is_there, (kind, filters)


def test_users_are_picked_as_in_their_list(shop: Shop, admin: httpx.Client) -> None:
    _, address, _ = shop.user("vendor", f"{unique('seller')}@shop.example")
    for filters, is_there in (
        ({"role": "vendor"}, True),
        ({"role": "admin"}, False),
        ({"status": "active", "q": address.upper()[:12]}, True),
        ({"status": "disabled"}, False),
        ({"q": "%"}, False),
    ):
        found = {row["email"] for row in rows_of(shop, admin, "users", **filters)}
        assert (address in found) is is_there, filters


def test_stock_is_picked_by_product_and_by_what_runs_low(shop: Shop, admin: httpx.Client) -> None:
    low, full = (make_product(admin, stock=stock) for stock in (0, 500))
    ids = {low["id"]: low["variants"][0]["sku"], full["id"]: full["variants"][0]["sku"]}
    for product_id, sku in ids.items():
        assert [row["sku"] for row in rows_of(shop, admin, "inventory", product_id=product_id)] == [sku]
    running_low = {row["sku"] for row in rows_of(shop, admin, "inventory", below_threshold=True)}
    others = {row["sku"] for row in rows_of(shop, admin, "inventory", below_threshold=False)}
    assert (ids[low["id"]] in running_low, ids[full["id"]] in running_low) == (True, False)
    assert (ids[low["id"]] in others, ids[full["id"]] in others) == (False, True)


def test_stock_is_picked_as_in_its_list(shop: Shop, admin: httpx.Client) -> None:
    words = unique("Teapot").replace("-", " ")
    low, full = (make_product(admin, name=words, stock=stock) for stock in (0, 500))
    out, many = low["variants"][0]["sku"], full["variants"][0]["sku"]
    elsewhere = open_location(admin)
    transfer(admin, default_location(admin), elsewhere, (full["variants"][0]["id"], 7)).raise_for_status()
    picked: list[tuple[dict[str, Any], set[str]]] = [
        ({"q": words}, {out, many}),
        ({"q": many[2:]}, {many}),
        ({"q": words, "level": "low"}, {out}),
        ({"q": words, "level": "out"}, {out}),
        ({"q": words, "location_id": elsewhere}, {many}),
        ({"q": "nothingiscalledso"}, set()),
    ]
    for filters, skus in picked:
        listed = admin.get("/admin/inventory", params=filters).raise_for_status().json()["items"]
        assert {one["sku"] for one in listed} == skus, filters
        assert {row["sku"] for row in rows_of(shop, admin, "inventory", **filters)} == skus, filters


def test_products_are_picked_by_words_and_by_parts_of_a_sku(shop: Shop, admin: httpx.Client) -> None:
    words = unique("Kettle").replace("-", " ")
    shown, hidden = (make_product(admin, name=words, status=status) for status in ("active", "draft"))
    skus = [product["variants"][0]["sku"] for product in (shown, hidden)]
    for filters, found in (
        ({"q": words}, set(skus)),
        ({"q": words, "status": "draft"}, {skus[1]}),
        ({"q": skus[0][1:].lower()}, {skus[0]}),
        ({"q": "%"}, set()),
    ):
        assert {row["sku"] for row in rows_of(shop, admin, "products", **filters)} == found, filters


def test_movements_are_picked_as_in_their_list(
    shop: Shop, admin: httpx.Client, order: dict[str, Any], product: dict[str, Any]
) -> None:
    variant = product["variants"][0]
    sold = rows_of(shop, admin, "movements", variant_id=variant["id"], reason="sale")
    assert [(row["delta"], row["order_number"], row["actor"]) for row in sold] == [("-3", order["number"], "")]
    first = rows_of(shop, admin, "movements", sku=variant["sku"], reason=["initial", "import"])
    assert [row["delta"] for row in first] == ["20"]
    by_order = rows_of(shop, admin, "movements", order_id=order["id"])
    assert [row["id"] for row in by_order] == [row["id"] for row in sold]
    assert rows_of(shop, admin, "movements", sku=variant["sku"], to=str(TODAY - timedelta(days=3))) == []


def test_the_audit_log_is_picked_as_in_its_list(shop: Shop, product: dict[str, Any]) -> None:
    client, address, user_id = shop.user("admin")
    made = make_product(client)
    [entry] = rows_of(shop, client, "audit", actor_id=str(user_id), action="product.create")
    assert (entry["object_id"], entry["actor"], entry["object_type"]) == (made["id"], address, "product")
    assert made["name"] in entry["after"]
    both = rows_of(shop, client, "audit", object_type="product", object_id=made["id"])
    assert [row["id"] for row in both] == [entry["id"]]
    assert rows_of(shop, client, "audit", actor_id=str(user_id), to=str(TODAY - timedelta(days=3))) == []


@pytest.mark.parametrize(
    ("kind", "filters", "path"),
    [
        ("inventory", {"from": "2026-02-01"}, "from"),
        ("orders", {"role": "admin"}, "role"),
        ("users", {"payment_status": "paid"}, "payment_status"),
        ("movements", {"status": "active"}, "status"),
        ("movements", {"reason": "theft"}, "reason"),
        ("movements", {"reason": ["sale", "theft"]}, "reason"),
        ("users", {"role": "king"}, "role"),
        ("orders", {"payment_status": "maybe"}, "payment_status"),
        ("order_lines", {"status": ["shipped", "lost"]}, "status"),
        ("audit", {"q": "x"}, "q"),
        ("products", {"variant_id": "no-uuid"}, "variant_id"),
    ],
)
def test_a_filter_that_says_nothing_about_a_kind_is_refused(
    admin: httpx.Client, kind: str, filters: dict[str, Any], path: str
) -> None:
    answer = admin.post(f"/admin/export/{kind}", json={"format": "csv", **filters})
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["path"] == path


def test_what_an_export_adds_up_to_is_what_the_figures_say(opener: ShopOpener) -> None:
    """Orders of many days, some of them cancelled and some paid back: file, analytics and books say the same."""
    with opener() as shop:
        made = shop.cli("demo", "--products", "30", "--customers", "20", "--orders", "400")
        assert made.returncode == 0, made.stderr
        admin = shop.admin()
        assert admin.post("/admin/analytics/refresh").status_code == 200
        span = {"from": str(TODAY - timedelta(days=365 * 3)), "to": str(TODAY + timedelta(days=1))}
        sales = admin.get("/admin/analytics/sales", params={"period": "yearly", **span}).raise_for_status().json()
        orders = [row for row in rows_of(shop, admin, "orders", **span) if row["status"] != "cancelled"]
        lines = [row for row in rows_of(shop, admin, "order_lines", **span) if row["status"] != "cancelled"]
        shop.assert_books_balance()

    def total(rows: list[dict[str, str]], column: str) -> int:
        return int(sum(Decimal(row[column]) for row in rows) * 100)

    totals = sales["totals"]
    assert len(orders) == totals["orders"] > 300
    assert total(orders, "total") - total(orders, "refunded_total") == totals["net"]
    assert total(orders, "subtotal") == totals["gross"]
    assert total(orders, "shipping_total") == totals["shipping"]
    assert total(orders, "refunded_total") == totals["refunds"]
    assert sum(int(row["units"]) for row in orders) == sum(int(row["quantity"]) for row in lines) == totals["units"]
    assert sum(Decimal(row["unit_price"]) * int(row["quantity"]) for row in lines) * 100 == totals["gross"]
    assert total(lines, "discount") == total(orders, "discount_total") == totals["discounts"]
