"""`rowlock import`: the same files as over HTTP, from the command line."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.factories.catalogue import make_product
from tests.shop import Shop, unique
from tests.transfers.files_of_rows import product_row, shopify_csv
from tests.transfers.transfer_clients import imported


@pytest.fixture(scope="module")
def admin(fresh_shop: Shop) -> httpx.Client:
    return fresh_shop.admin()


def lines(path: Path, header: str, *rows: str) -> str:
    path.write_text("\r\n".join([header, *rows, ""]))
    return str(path)


def sku(product: dict[str, Any]) -> str:
    return str(product["variants"][0]["sku"])


def stock(shop: Shop, product: dict[str, Any]) -> int:
    query = "SELECT on_hand FROM inventory WHERE variant_id = $1::text::uuid"
    return int(shop.sql(query, product["variants"][0]["id"])[0]["on_hand"])


def test_products_are_rehearsed_and_then_brought_in(fresh_shop: Shop, tmp_path: Path) -> None:
    handle = unique("cli")
    path = tmp_path / "products.csv"
    path.write_bytes(shopify_csv(product_row(handle)))
    dry = fresh_shop.cli("import", "products", str(path), "--dry-run")
    assert (dry.returncode, dry.stdout) == (0, "would be 1 new, 0 changes, 0 as they were, 0 rows refused\n")
    assert fresh_shop.guest().get(f"/products/{handle}").status_code == 404
    real = fresh_shop.cli("import", "products", str(path))
    assert (real.returncode, real.stdout) == (0, "1 new, 0 changes, 0 as they were, 0 rows refused\n")
    assert fresh_shop.guest().get(f"/products/{handle}").status_code == 200


def test_prices_say_how_many_change_by_more_than_half(fresh_shop: Shop, admin: httpx.Client, tmp_path: Path) -> None:
    small, large = (make_product(admin, price=1000) for _ in range(2))
    path = lines(tmp_path / "p.csv", "sku,price", f"{sku(small)},11.00", f"{sku(large)},1.00", "NO-SUCH-SKU,1.00")
    dry = fresh_shop.cli("import", "prices", path, "--dry-run")
    assert dry.returncode == 1
    assert dry.stdout.splitlines() == [
        "row 4: No variant on sale has this SKU",
        "would be 2 price changes, 1 over 50 %, 0 as they were, 1 row refused",
    ]
    prices = [admin.get(f"/products/{product['id']}").json()["variants"][0]["price"] for product in (small, large)]
    assert prices == [1000, 1000]


def test_a_file_of_differences_counts_once(fresh_shop: Shop, admin: httpx.Client, tmp_path: Path) -> None:
    product = make_product(admin, stock=10)
    path = lines(tmp_path / "stock.csv", "sku,delta", f"{sku(product)},5")
    assert fresh_shop.cli("import", "stock", path, "--dry-run").returncode == 0
    assert stock(fresh_shop, product) == 10
    first = fresh_shop.cli("import", "stock", path)
    assert (first.returncode, first.stdout) == (0, "1 stock change, 0 as they were, 0 rows refused\n")
    second = fresh_shop.cli("import", "stock", path)
    assert (second.returncode, "repeat" in second.stderr) == (1, True)
    assert stock(fresh_shop, product) == 15
    assert fresh_shop.cli("import", "stock", path, "--repeat").returncode == 0
    assert stock(fresh_shop, product) == 20
    noted = admin.get("/admin/imports").json()["items"][0]
    assert (noted["kind"], noted["file_name"], noted["status"], noted["updated"]) == ("stock", "stock.csv", "done", 1)
    fresh_shop.assert_books_balance()


def test_customers_come_in_by_the_command_line(fresh_shop: Shop, tmp_path: Path) -> None:
    email = f"{unique('ada')}@shop.example"
    path = lines(tmp_path / "customers.csv", "email,full_name", f"{email},Ada", "nobody,")
    found = fresh_shop.cli("import", "customers", path)
    assert found.returncode == 1
    assert found.stdout.splitlines() == [
        "row 3: Email is not an address",
        "1 new, 0 changes, 0 as they were, 1 row refused",
    ]
    assert fresh_shop.sql("SELECT full_name FROM users WHERE email_key = $1", email) == [{"full_name": "Ada"}]


@pytest.mark.parametrize("kind", ["products", "prices", "stock", "customers"])
def test_a_file_of_another_kind_is_refused_in_one_line(fresh_shop: Shop, tmp_path: Path, kind: str) -> None:
    found = fresh_shop.cli("import", kind, lines(tmp_path / "x.csv", "colour,size", "red,L"))
    assert found.returncode == 1
    assert "Traceback" not in found.stderr
    assert "there is no column" in found.stderr


def test_the_rows_of_an_import_say_from_what_to_what(fresh_shop: Shop, admin: httpx.Client, tmp_path: Path) -> None:
    small, large, same = (make_product(admin, price=1000, stock=4) for _ in range(3))
    prices = f"sku,price\n{sku(small)},11.00\n{sku(large)},1.00\n{sku(same)},10.00\nNO-SUCH-SKU,1.00\n"
    report = imported(fresh_shop, admin, prices.encode(), kind="prices", dry_run="true")
    assert report["summary"] == "2 price changes, 1 over 50 %, 1 as they were, 1 row refused"
    rows = admin.get(f"/admin/imports/{report['id']}/rows").json()["items"]
    assert [(row["row"], row["outcome"], row["item"], row["message"]) for row in rows] == [
        (2, "updated", sku(small), "10.00 → 11.00"),
        (3, "updated", sku(large), "10.00 → 1.00, by more than half"),
        (4, "unchanged", sku(same), ""),
        (5, "refused", "NO-SUCH-SKU", "No variant on sale has this SKU"),
    ]
    counted = f"sku,on_hand\n{sku(small)},9\n{sku(same)},4\n"
    report = imported(fresh_shop, admin, counted.encode(), kind="stock")
    rows = admin.get(f"/admin/imports/{report['id']}/rows", params={"outcome": "updated"}).json()["items"]
    assert [(row["item"], row["message"]) for row in rows] == [(sku(small), "4 → 9")]
