"""Files for spreadsheets and notebooks, from the order to the download."""

import csv
import io
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx
import openpyxl
import polars
import pytest

from rowlock.transfers import links
from tests.shop import Shop, unique
from tests.transfers.transfer_clients import download, exported

ORDER = """
WITH made AS (
    INSERT INTO orders (number, cart_id, email, status, payment_status, payment_provider, currency, subtotal,
        shipping_total, total, shipping_method, shipping_address, billing_address, placed_at)
    VALUES ($1, uuidv7(), $2, $3::text, 'unpaid', 'manual', $4, $5::bigint, 250, $5::bigint + 250, 'standard',
        jsonb_build_object('full_name', $6::text, 'city', 'London', 'country', 'GB'), '{}', $7)
    RETURNING id
)
INSERT INTO order_events (order_id, status) SELECT id, $3::text FROM made
"""


@pytest.fixture(scope="module")
def admin(fresh_shop: Shop) -> httpx.Client:
    return fresh_shop.admin()


def place(shop: Shop, **given: Any) -> str:
    """An order as it stands in the table, with what a test says of it."""
    number = unique("E")
    values: dict[str, Any] = {
        "email": "ada@shop.example", "status": "confirmed", "currency": "USD", "subtotal": 1999,
        "full_name": "Ada Byron", "placed_at": datetime.now(UTC),
    } | given  # fmt: skip
    shop.execute(ORDER, number, *values.values())
    return number


def rows_of(answer: httpx.Response) -> dict[str, dict[str, str]]:
    assert answer.status_code == 200, answer.text
    text = io.StringIO(answer.content.decode(), newline="")
    return {row["number"]: row for row in csv.DictReader(text, strict=True)}


def test_orders_come_out_as_csv(fresh_shop: Shop, admin: httpx.Client) -> None:
    at = datetime(2026, 5, 17, 9, 30, tzinfo=UTC)
    number = place(fresh_shop, placed_at=at, full_name='Ada "Q", Byron\nLondon')
    yen = place(fresh_shop, currency="JPY", subtotal=700)
    export = exported(fresh_shop, admin, "orders")
    assert (export["status"], export["progress"], export["kind"], export["format"]) == ("done", 1, "orders", "csv")
    answer = download(admin, export)
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"].startswith('attachment; filename="orders-2')
    assert len(answer.content) == export["bytes"]
    assert answer.content.count(b"\r\n") == export["rows"] + 1
    rows = rows_of(answer)
    assert len(rows) == export["rows"]
    assert rows[number]["shipping_name"] == 'Ada "Q", Byron\nLondon'
    assert (rows[number]["total"], rows[number]["placed_at"]) == ("22.49", "2026-05-17T09:30:00Z")
    assert (rows[yen]["total"], rows[yen]["currency"]) == ("950", "JPY")


@pytest.mark.parametrize("text", ["=1+1", "+44 20", "-1", "@a", "\t=1", "＝1", " =1", ";=1", '"=1'])
def test_no_text_of_a_csv_is_a_formula(fresh_shop: Shop, admin: httpx.Client, text: str) -> None:
    number = place(fresh_shop, full_name=text)
    assert rows_of(download(admin, exported(fresh_shop, admin, "orders")))[number]["shipping_name"] == "'" + text


def test_orders_come_out_as_a_workbook(fresh_shop: Shop, admin: httpx.Client) -> None:
    number = place(fresh_shop, full_name="=1+1", placed_at=datetime(2026, 5, 18, 9, 30, tzinfo=UTC))
    answer = download(admin, exported(fresh_shop, admin, "orders", "xlsx"))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    header, *lines = sheet.iter_rows()
    names = [cell.value for cell in header]
    line = next(line for line in lines if line[names.index("number")].value == number)
    row = dict(zip(names, line, strict=True))
    assert (row["total"].value, row["placed_at (UTC)"].value.isoformat()) == (22.49, "2026-05-18T09:30:00")
    assert (row["shipping_name"].value, row["shipping_name"].data_type) == ("=1+1", "s")


def test_orders_come_out_as_parquet(fresh_shop: Shop, admin: httpx.Client) -> None:
    number = place(fresh_shop)
    export = exported(fresh_shop, admin, "orders", "parquet")
    frame = polars.read_parquet(io.BytesIO(download(admin, export).content))
    assert frame.height == export["rows"]
    row = frame.filter(polars.col("number") == number).row(0, named=True)
    assert (row["total"], row["placed_at"].tzinfo is not None) == (Decimal("22.490"), True)


def test_days_are_those_of_the_store_and_both_count(fresh_shop: Shop, admin: httpx.Client) -> None:
    day = datetime(2025, 2, 10, tzinfo=UTC)
    inside = {place(fresh_shop, placed_at=day), place(fresh_shop, placed_at=day + timedelta(days=2, microseconds=-1))}
    place(fresh_shop, placed_at=day - timedelta(microseconds=1))
    place(fresh_shop, placed_at=day + timedelta(days=2))
    filters = {"from": "2025-02-10", "to": "2025-02-11"}
    assert set(rows_of(download(admin, exported(fresh_shop, admin, "orders", **filters)))) == inside
    frame = polars.read_parquet(
        io.BytesIO(download(admin, exported(fresh_shop, admin, "orders", "parquet", **filters)).content)
    )
    assert set(frame["number"]) == inside


def test_a_status_picks_its_orders(fresh_shop: Shop, admin: httpx.Client) -> None:
    shipped, confirmed = place(fresh_shop, status="shipped"), place(fresh_shop)
    rows = rows_of(download(admin, exported(fresh_shop, admin, "orders", status="shipped")))
    assert shipped in rows
    assert confirmed not in rows


def test_a_part_of_the_file_may_be_asked_for(fresh_shop: Shop, admin: httpx.Client) -> None:
    place(fresh_shop)
    export = exported(fresh_shop, admin, "orders")
    whole = download(admin, export)
    size = export["bytes"]
    assert whole.headers["accept-ranges"] == "bytes"
    for asked, start, end in (("0-9", 0, 10), ("5-", 5, size), ("-7", size - 7, size), (f"3-{size * 2}", 3, size)):
        part = download(admin, export, Range=f"bytes={asked}")
        assert (part.status_code, part.content) == (206, whole.content[start:end])
        assert part.headers["content-range"] == f"bytes {start}-{end - 1}/{size}"
    beyond = download(admin, export, Range=f"bytes={size}-")
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{size}")
    for ignored in ("lines=0-9", "bytes=9-3", "bytes=0-1,3-4", "bytes=a-b"):
        assert download(admin, export, Range=ignored).status_code == 200
    stale = download(admin, export, **{"Range": "bytes=0-9", "If-Range": '"another"'})
    assert (stale.status_code, stale.content) == (200, whole.content)


def test_the_signed_link_opens_the_file_without_a_token(fresh_shop: Shop, admin: httpx.Client) -> None:
    place(fresh_shop)
    export = exported(fresh_shop, admin, "orders")
    path = str(httpx.URL(export["download_url"]).raw_path, "ascii")
    opened = httpx.get(fresh_shop.url + path)
    assert (opened.status_code, opened.content) == (200, download(admin, export).content)
    assert httpx.get(fresh_shop.url + path[:-2] + "xx").status_code == 401
    other = exported(fresh_shop, admin, "orders")
    assert httpx.get(fresh_shop.url + path.replace(export["id"], other["id"])).status_code == 401


def test_a_link_that_ran_out_is_gone(fresh_shop: Shop, admin: httpx.Client) -> None:
    export = exported(fresh_shop, admin, "orders")
    settings = fresh_shop.settings
    soon = datetime.now(UTC) + timedelta(seconds=2)
    path = str(httpx.URL(links.signed_link(settings, UUID(export["id"]), soon)).raw_path, "ascii")
    assert httpx.get(fresh_shop.url + path).status_code == 200
    answer = fresh_shop.until(lambda: (a := httpx.get(fresh_shop.url + path)).status_code != 200 and a, seconds=10)
    assert answer
    assert (answer.status_code, answer.json()["code"]) == (410, "export_expired")
    assert time.time() >= int(soon.timestamp())


def test_a_link_ends_with_the_rights_of_its_admin(fresh_shop: Shop) -> None:
    client, address, _ = fresh_shop.user("admin")
    export = exported(fresh_shop, client, "users")
    path = str(httpx.URL(export["download_url"]).raw_path, "ascii")
    assert httpx.get(fresh_shop.url + path).status_code == 200
    fresh_shop.execute("UPDATE users SET role = 'customer' WHERE email = $1", address)
    assert httpx.get(fresh_shop.url + path).status_code == 401


def test_an_expired_export_is_gone(fresh_shop: Shop, admin: httpx.Client) -> None:
    export = exported(fresh_shop, admin, "users")
    fresh_shop.execute("UPDATE exports SET expires_at = now() WHERE id = $1::text::uuid", export["id"])
    assert download(admin, export).status_code == 410
    assert admin.get(f"/admin/exports/{export['id']}").json()["download_url"] is None


def test_only_admins_export(fresh_shop: Shop, admin: httpx.Client) -> None:
    export = exported(fresh_shop, admin, "users")
    for client, status in ((fresh_shop.guest(), 401), (fresh_shop.customer(), 403), (fresh_shop.vendor(), 403)):
        assert client.post("/admin/export/orders", json={"format": "csv"}).status_code == status
        assert client.get("/admin/exports").status_code == status
        assert client.get(f"/admin/exports/{export['id']}").status_code == status
        assert download(client, export).status_code == status


@pytest.mark.parametrize(
    ("kind", "body", "status", "path"),
    [
        ("orders", {"format": "pdf"}, 422, "format"),
        ("orders", {"format": "csv", "status": "lost"}, 422, "status"),
        ("orders", {"format": "csv", "from": "2026-02-02", "to": "2026-02-01"}, 422, "to"),
        ("orders", {"format": "csv", "from": "yesterday"}, 422, "from"),
        ("orders", {"format": "csv", "columns": ["password_hash"]}, 422, "columns"),
        ("secrets", {"format": "csv"}, 404, None),
    ],
)
def test_what_makes_no_sense_is_refused(
    admin: httpx.Client, kind: str, body: dict[str, Any], status: int, path: str | None
) -> None:
    answer = admin.post(f"/admin/export/{kind}", json=body)
    assert answer.status_code == status, answer.text
    if path is not None and path != "columns":
        assert answer.json()["errors"][0]["path"] == path


def test_exports_are_listed_newest_first(fresh_shop: Shop, admin: httpx.Client) -> None:
    ids = [exported(fresh_shop, admin, "users")["id"] for _ in range(3)]
    first = admin.get("/admin/exports", params={"limit": 2}).json()
    assert [export["id"] for export in first["items"]] == [ids[2], ids[1]]
    second = admin.get("/admin/exports", params={"limit": 2, "cursor": first["next_cursor"]}).json()
    assert second["items"][0]["id"] == ids[0]


def test_an_export_unknown_is_not_found(admin: httpx.Client) -> None:
    missing = {"id": "01890000-0000-7000-8000-000000000000"}
    assert admin.get(f"/admin/exports/{missing['id']}").status_code == 404
    assert download(admin, missing).status_code == 404


def test_an_export_not_finished_cannot_be_downloaded(fresh_shop: Shop, admin: httpx.Client) -> None:
    [row] = fresh_shop.sql(
        "INSERT INTO exports (kind, format, status, row_count) VALUES ('orders', 'csv', 'running', 5) RETURNING id"
    )
    answer = download(admin, {"id": str(row["id"])})
    assert (answer.status_code, answer.json()["code"]) == (409, "export_not_ready")
