"""Prices and stock come in as files of SKUs."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.conftest import ShopOpener
from tests.factories.catalogue import make_product
from tests.factories.orders import make_order
from tests.shop import Shop, unique
from tests.transfers.transfer_clients import imported, start_import


@pytest.fixture(scope="module")
def shop(opener: ShopOpener) -> Iterator[Shop]:
    """Of its own: its books are checked as a whole."""
    with opener() as shop:
        yield shop


@pytest.fixture(scope="module")
def admin(shop: Shop) -> httpx.Client:
    return shop.admin()


def lines(header: str, *rows: str) -> bytes:
    return "\r\n".join([header, *rows, ""]).encode()


def variant_of(client: httpx.Client, product: dict[str, Any]) -> dict[str, Any]:
    variant: dict[str, Any] = client.get(f"/products/{product['id']}").json()["variants"][0]
    return variant


def history(shop: Shop, product: dict[str, Any]) -> list[int]:
    rows = shop.sql(
        "SELECT price FROM price_history WHERE variant_id = $1::text::uuid ORDER BY changed_at",
        product["variants"][0]["id"],
    )
    return [row["price"] for row in rows]


def ledger(shop: Shop, product: dict[str, Any]) -> list[tuple[int, str, str | None]]:
    rows = shop.sql(
        "SELECT delta, reason, users.email FROM stock_movements LEFT JOIN users ON users.id = actor_id "
        "WHERE variant_id = $1::text::uuid ORDER BY stock_movements.id",
        product["variants"][0]["id"],
    )
    return [(row["delta"], row["reason"], row["email"]) for row in rows]


def sku(product: dict[str, Any]) -> str:
    return str(product["variants"][0]["sku"])


def test_prices_change_by_sku_and_the_large_changes_are_counted(shop: Shop, admin: httpx.Client) -> None:
    small, large, same = (make_product(admin, price=1000) for _ in range(3))
    data = lines(
        "SKU,Price,Note", f"{sku(small)},9.50,x", f"{sku(large)},16.00,", f"{sku(same)},10.00,", "UNKNOWN-SKU,1.00,",
        f"{sku(small)},9.00,", f"{sku(same)}x,free,",
    )  # fmt: skip
    dry = imported(shop, admin, data, kind="prices", dry_run="true")
    assert variant_of(admin, small)["price"] == 1000
    real = imported(shop, admin, data, kind="prices")
    for report in (dry, real):
        assert (report["kind"], report["rows"], report["status"]) == ("prices", 6, "done")
        assert (report["created"], report["updated"], report["unchanged"], report["large_changes"]) == (0, 2, 1, 1)
        assert [mistake["row"] for mistake in report["errors"]] == [5, 6, 7]
        assert "already given in row 2" in report["errors"][1]["message"]
    assert [variant_of(admin, product)["price"] for product in (small, large, same)] == [950, 1600, 1000]
    assert [history(shop, product) for product in (small, same)] == [[1000, 950], []]
    again = imported(shop, admin, data, kind="prices")
    assert (again["updated"], again["unchanged"]) == (0, 3)


def test_a_price_before_is_set_kept_or_taken_away(shop: Shop, admin: httpx.Client) -> None:
    product = make_product(admin, price=1000)
    imported(shop, admin, lines("sku,price,compare_at_price", f"{sku(product)},10.00,12.00"), kind="prices")
    assert variant_of(admin, product)["compare_at_price"] == 1200
    imported(shop, admin, lines("sku,price", f"{sku(product)},9.00"), kind="prices")
    assert (variant_of(admin, product)["price"], variant_of(admin, product)["compare_at_price"]) == (900, 1200)
    assert shop.guest().get(f"/products/{product['id']}").json()["on_sale"] is True
    imported(shop, admin, lines("sku,price,compare_at_price", f"{sku(product)},9.00,"), kind="prices")
    assert variant_of(admin, product)["compare_at_price"] is None


def test_another_currency_is_a_mistake(shop: Shop, admin: httpx.Client) -> None:
    product = make_product(admin)
    report = imported(shop, admin, lines("sku,price,currency", f"{sku(product)},1.00,EUR"), kind="prices")
    assert report["errors"] == [{"row": 2, "message": "currency 'EUR': this store sells in USD"}]
    assert variant_of(admin, product)["price"] == 1999


def test_stock_is_set_through_the_ledger_in_the_name_of_its_admin(shop: Shop) -> None:
    admin, address, _ = shop.user("admin")
    more, none, same, other = (make_product(admin, stock=10) for _ in range(4))
    data = lines(
        "sku,on_hand,expected", f"{sku(more)},25,10", f"{sku(none)},0,", f"{sku(same)},10,10", f"{sku(other)},9,8",
        "UNKNOWN-SKU,1,", f"{unique('X')},-1,",
    )  # fmt: skip
    dry = imported(shop, admin, data, kind="stock", dry_run="true")
    assert (dry["updated"], dry["unchanged"], dry["error_count"]) == (2, 1, 3)
    assert variant_of(admin, more)["available"] == 10
    report = imported(shop, admin, data, kind="stock")
    assert (report["updated"], report["unchanged"]) == (2, 1)
    assert {mistake["row"]: mistake["message"] for mistake in report["errors"]} == {
        5: "10 are there, 8 were expected",
        6: "No variant on sale has this SKU",
        7: "on_hand '-1' is not a whole number that stock can have",
    }
    assert ledger(shop, more)[1:] == [(15, "import", address)]
    assert ledger(shop, none)[1:] == [(-10, "import", address)]
    assert ledger(shop, same)[1:] == []
    assert shop.guest().get(f"/products/{none['id']}").json()["in_stock"] is False
    assert shop.guest().get(f"/products/{more['id']}").json()["in_stock"] is True
    shop.assert_books_balance()


def test_differences_are_added_once(shop: Shop, admin: httpx.Client) -> None:
    more, less, empty = (make_product(admin, stock=5) for _ in range(3))
    data = lines("sku,delta", f"{sku(more)},3", f"{sku(less)},-2", f"{sku(empty)},-6")
    report = imported(shop, admin, data, kind="stock")
    assert (report["updated"], report["errors"]) == (2, [{"row": 4, "message": "5 are there, 6 cannot be taken"}])
    refused = start_import(admin, data, kind="stock")
    assert (refused.status_code, refused.json()["code"]) == (409, "already_applied")
    assert [variant_of(admin, product)["available"] for product in (more, less, empty)] == [8, 3, 5]
    imported(shop, admin, data, kind="stock", repeat="true")
    assert [variant_of(admin, product)["available"] for product in (more, less, empty)] == [11, 1, 5]


def test_what_is_sold_meanwhile_is_not_put_back(shop: Shop, admin: httpx.Client) -> None:
    product = make_product(admin, stock=5)
    make_order(shop.guest(), product["variants"][0]["id"], 2)
    data = lines("sku,on_hand,expected", f"{sku(product)},9,5")
    assert imported(shop, admin, data, kind="stock")["errors"] == [
        {"row": 2, "message": "3 are there, 5 were expected"}
    ]
    assert variant_of(admin, product)["available"] == 3


@pytest.mark.parametrize(
    ("kind", "header"),
    [("prices", "sku,on_hand"), ("prices", "price"), ("stock", "sku,price"), ("stock", "sku,on_hand,delta"),
     ("stock", "sku,delta,expected"), ("prices", "sku;price")],
)  # fmt: skip
def test_a_file_without_its_columns_is_refused_at_once(admin: httpx.Client, kind: str, header: str) -> None:
    answer = start_import(admin, lines(header, "A,1,1"), kind=kind)
    assert (answer.status_code, answer.json()["code"]) == (422, "unreadable_file")


def test_a_thousand_lines_come_in_as_well_as_one(shop: Shop, admin: httpx.Client) -> None:
    variants = [{"sku": unique("S"), "options": {"n": str(n)}, "price": 100, "stock": 1} for n in range(250)]
    products = [make_product(admin, variants=[v | {"sku": unique("S")} for v in variants]) for _ in range(6)]
    skus = [variant["sku"] for product in products for variant in product["variants"]]
    prices = imported(shop, admin, lines("sku,price", *(f"{sku},1.50" for sku in skus)), kind="prices")
    assert (prices["updated"], prices["errors"]) == (1500, [])
    stock = imported(shop, admin, lines("sku,on_hand", *(f"{sku},0" for sku in reversed(skus))), kind="stock")
    assert (stock["updated"], stock["errors"]) == (1500, [])
    shown = shop.guest().get(f"/products/{products[3]['id']}").json()
    assert (shown["price"], shown["in_stock"]) == (150, False)
    shop.assert_books_balance()
