"""A Shopify product CSV comes in, from the API and from the command line."""

from pathlib import Path

import httpx
import pytest

from tests.shop import Shop, unique
from tests.transfers.files_of_rows import product_row, shopify_csv
from tests.transfers.transfer_clients import ended, imported, kill_worker, start_import

SAMPLE = Path(__file__).parents[1] / "samples" / "shopify-products.csv"


@pytest.fixture(scope="module")
def admin(shop: Shop) -> httpx.Client:
    return shop.admin()


def figures(report: dict[str, object]) -> tuple[object, object, object]:
    return report["created"], report["updated"], report["unchanged"]


def test_a_file_comes_in_and_the_same_file_again_changes_nothing(shop: Shop, admin: httpx.Client) -> None:
    first = imported(shop, admin, SAMPLE.read_bytes())
    assert (first["status"], first["errors"], first["progress"]) == ("done", [], 1)
    assert first["created"] + first["updated"] + first["unchanged"] == 3
    assert figures(imported(shop, admin, SAMPLE.read_bytes())) == (0, 0, 3)
    shirt = admin.get("/products/linen-shirt").json()
    assert shirt["name"] == 'Linen Shirt "Älva"'
    assert {v["sku"]: (v["price"], v["available"]) for v in shirt["variants"]} == {
        "LIN-S-G": (5990, 4),
        "LIN-M-G": (5990, 0),
    }
    mug = admin.get("/products/formula-mug").json()
    assert mug["name"] == '=HYPERLINK("https://evil.example","Mug")'
    assert "<script" not in mug["description"]


def test_a_changed_cell_updates_its_product_only(shop: Shop, admin: httpx.Client) -> None:
    one, other = unique("one"), unique("other")
    imported(shop, admin, shopify_csv(product_row(one), product_row(other)))
    changed = shopify_csv(product_row(one, Variant_Price="11.00", Variant_Inventory_Qty="8"), product_row(other))
    assert figures(imported(shop, admin, changed)) == (0, 1, 1)
    variant = admin.get(f"/products/{one}").json()["variants"][0]
    assert (variant["price"], variant["available"]) == (1100, 8)


def test_good_products_come_in_and_the_bad_are_named_by_row(shop: Shop, admin: httpx.Client) -> None:
    good, bad, late = unique("good"), unique("bad"), unique("late")
    rows = [product_row(good), product_row(bad, Variant_Price="12.3.4"), product_row(late)]
    report = imported(shop, admin, shopify_csv(*rows))
    assert figures(report) == (2, 0, 0)
    assert report["errors"] == [{"row": 3, "message": "Variant Price: '12.3.4' is not an amount of money"}]
    assert report["error_count"] == 1
    assert admin.get(f"/products/{bad}").status_code == 404
    assert admin.get(f"/products/{late}").status_code == 200


def test_a_sku_of_another_product_keeps_only_that_product_out(shop: Shop, admin: httpx.Client) -> None:
    owner, thief, late = unique("owner"), unique("thief"), unique("late")
    imported(shop, admin, shopify_csv(product_row(owner, Variant_SKU=owner)))
    rows = [product_row(thief, Variant_SKU=owner), product_row(late)]
    report = imported(shop, admin, shopify_csv(*rows))
    assert figures(report) == (1, 0, 0)
    assert [mistake["row"] for mistake in report["errors"]] == [2]
    assert admin.get(f"/products/{thief}").status_code == 404


def test_a_dry_run_tells_all_and_changes_nothing(shop: Shop, admin: httpx.Client) -> None:
    new, bad = unique("new"), unique("bad")
    data = shopify_csv(product_row(new), product_row(bad, Title=""))
    report = imported(shop, admin, data, dry_run="true")
    assert (report["dry_run"], figures(report)) == (True, (1, 0, 0))
    assert report["errors"] == [{"row": 3, "message": "Title is missing"}]
    assert admin.get(f"/products/{new}").status_code == 404
    assert figures(imported(shop, admin, data)) == (1, 0, 0)


def test_more_products_than_one_transaction_takes_all_come_in(shop: Shop, admin: httpx.Client) -> None:
    names = [unique("many") for _ in range(120)]
    report = imported(shop, admin, shopify_csv(*map(product_row, names)))
    assert (figures(report), report["rows"]) == ((120, 0, 0), 120)


@pytest.mark.parametrize(
    "data",
    [
        b"Handle,Title\na,b\n",
        b"\x89PNG\r\n\x1a\n\0\0",
        "Handle,Title,Variant Price\na,Ä,1\n".encode("latin-1"),
        b'Handle,Title,Variant Price\na,"A,1\n',
    ],
)
def test_a_file_that_is_no_product_csv_fails_in_words(shop: Shop, admin: httpx.Client, data: bytes) -> None:
    report = imported(shop, admin, data)
    assert (report["status"], figures(report)) == ("failed", (0, 0, 0))
    assert report["error"]


def test_an_empty_file_is_refused_at_once(admin: httpx.Client) -> None:
    answer = start_import(admin, b"")
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "file")


@pytest.mark.parametrize(
    "name", [b"a\x00b.csv", b"a%00b.csv", b"../../a.csv", b"a\rSet-Cookie: b.csv", b"\xff.csv", b"a" * 1_000, b""]
)
def test_t_in_07_16_a_file_name_is_no_more_than_a_name(shop: Shop, admin: httpx.Client, name: bytes) -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="%b"\r\n\r\n' % name
    content = head + shopify_csv(product_row(unique("named"))) + b"\r\n--x--\r\n"
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = admin.post("/admin/import/products", content=content, headers=headers)
    assert answer.status_code in (202, 400, 422), answer.text
    assert "set-cookie" not in answer.headers
    if answer.status_code == 202:
        assert ended(shop, admin, f"/admin/imports/{answer.json()['id']}")["created"] == 1


def test_only_admins_import(shop: Shop) -> None:
    data = shopify_csv(product_row(unique("p")))
    assert start_import(shop.guest(), data).status_code == 401
    assert start_import(shop.customer(), data).status_code == 403
    assert shop.guest().get("/admin/imports/01890000-0000-7000-8000-000000000000").status_code == 401


def test_an_import_goes_on_where_a_killed_worker_left_it(shop: Shop, admin: httpx.Client) -> None:
    names = [unique("resumed") for _ in range(600)]
    started = start_import(admin, shopify_csv(*map(product_row, names))).json()["id"]

    def has_begun() -> bool:
        rows = shop.sql("SELECT done_rows FROM imports WHERE id = $1::text::uuid", started)
        return bool(rows[0]["done_rows"] > 0)

    shop.until(has_begun)
    kill_worker(shop)
    shop.start_process("worker")
    report = ended(shop, admin, f"/admin/imports/{started}")
    assert (report["status"], figures(report), report["rows"]) == ("done", (600, 0, 0), 600)
    assert figures(imported(shop, admin, shopify_csv(*map(product_row, names)))) == (0, 0, 600)


def test_differences_of_a_killed_worker_are_added_once(shop: Shop, admin: httpx.Client) -> None:
    names = [unique("counted").upper() for _ in range(3_500)]
    imported(shop, admin, shopify_csv(*map(product_row, names)))
    data = "\r\n".join(["sku,delta", *(f"{name},1" for name in names)]).encode()
    started = start_import(admin, data, kind="stock").json()["id"]

    def has_begun() -> bool:
        rows = shop.sql("SELECT done_rows FROM imports WHERE id = $1::text::uuid", started)
        return bool(rows[0]["done_rows"] > 0)

    shop.until(has_begun)
    kill_worker(shop)
    [under_way] = shop.sql("SELECT done_rows, status FROM imports WHERE id = $1::text::uuid", started)
    shop.start_process("worker")
    report = ended(shop, admin, f"/admin/imports/{started}")
    assert (under_way["status"], under_way["done_rows"] < 3_500) == ("running", True)
    assert (report["status"], figures(report), report["errors"]) == ("done", (0, 3_500, 0), [])
    levels = shop.sql(
        "SELECT on_hand, (SELECT count(*) FROM stock_movements AS m WHERE m.variant_id = v.id) AS movements, count(*) "
        "FROM inventory JOIN variants AS v ON v.id = variant_id WHERE sku = ANY($1) GROUP BY 1, 2",
        names,
    )
    assert [(row["on_hand"], row["movements"], row["count"]) for row in levels] == [(4, 2, 3_500)]


def test_the_file_of_an_old_import_is_deleted_and_its_report_stays(shop: Shop, admin: httpx.Client) -> None:
    old, new = (imported(shop, admin, shopify_csv(product_row(unique("kept")))) for _ in range(2))
    key = "SELECT storage_key FROM imports WHERE id = $1::text::uuid"
    files = {id: shop.data / "media" / shop.sql(key, id)[0]["storage_key"] for id in (old["id"], new["id"])}
    assert all(file.stat().st_size > 0 for file in files.values())
    shop.execute(
        "UPDATE imports SET finished_at = finished_at - interval '8 days' WHERE id = $1::text::uuid", old["id"]
    )
    kill_worker(shop)
    shop.start_process("worker")
    shop.until(lambda: shop.sql(key, old["id"])[0]["storage_key"] is None)
    assert [file.exists() for file in files.values()] == [False, True]
    assert admin.get(f"/admin/imports/{old['id']}").json()["created"] == 1
    assert shop.sql(key, new["id"])[0]["storage_key"] is not None


def test_the_command_line_imports_as_the_api_does(shop: Shop, admin: httpx.Client, tmp_path: Path) -> None:
    good, bad = unique("cli"), unique("bad")
    path = tmp_path / "products.csv"
    path.write_bytes(shopify_csv(product_row(good), product_row(bad, Variant_Price="")))
    dry = shop.cli("import", "products", str(path), "--dry-run")
    assert "1" in dry.stdout
    assert admin.get(f"/products/{good}").status_code == 404
    shop.cli("import", "products", str(path))
    assert admin.get(f"/products/{good}").status_code == 200
    assert admin.get(f"/products/{bad}").status_code == 404
