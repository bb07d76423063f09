"""Customers of another shop come in as a file."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.conftest import ShopOpener
from tests.shop import PASSWORD, Shop, mail_text, unique
from tests.transfers.transfer_clients import imported, kill_worker, start_import

SHOPIFY = [
    "Customer ID", "First Name", "Last Name", "Email", "Accepts Email Marketing", "Default Address Company",
    "Default Address Address1", "Default Address Address2", "Default Address City", "Default Address Province Code",
    "Default Address Country Code", "Default Address Zip", "Default Address Phone", "Phone", "Total Spent", "Note",
]  # fmt: skip


@pytest.fixture(scope="module")
def shop(opener: ShopOpener) -> Iterator[Shop]:
    with opener() as shop:
        yield shop


@pytest.fixture(scope="module")
def admin(shop: Shop) -> httpx.Client:
    return shop.admin()


def customers_csv(*rows: dict[str, str]) -> bytes:
    header = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, header, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def shopify_row(email: str, **cells: str) -> dict[str, str]:
    row = dict.fromkeys(SHOPIFY, "")
    row |= {
        "Customer ID": "'7068", "First Name": "Grace", "Last Name": "Hopper", "Email": email,
        "Default Address Address1": "1 Navy Yard", "Default Address City": "Arlington",
        "Default Address Province Code": "VA", "Default Address Country Code": "US", "Default Address Zip": "'02201",
        "Phone": "'+1 202 555 0100",
    }  # fmt: skip
    return row | {name.replace("_", " "): value for name, value in cells.items()}


def new_email() -> str:
    return f"{unique('grace')}@shop.example"


def account(shop: Shop, email: str) -> dict[str, Any]:
    [row] = shop.sql(
        "SELECT users.id, full_name, phone, role, password_hash, email_verified_at, status, "
        "(SELECT jsonb_agg(a) FROM addresses AS a WHERE a.user_id = users.id)::text AS addresses "
        "FROM users WHERE email_key = $1",
        email.lower(),
    )
    return row


def rows_of(admin: httpx.Client, report: dict[str, Any], **params: Any) -> list[dict[str, Any]]:
    answer = admin.get(f"/admin/imports/{report['id']}/rows", params=params)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def test_shopify_customers_come_in_without_a_password(shop: Shop, admin: httpx.Client) -> None:
    email = new_email()
    data = customers_csv(shopify_row(email.upper().replace("SHOP.EXAMPLE", "shop.example")))
    dry = imported(shop, admin, data, kind="customers", dry_run="true")
    assert (dry["created"], dry["summary"]) == (1, "1 new, 0 changes, 0 as they were, 0 rows refused")
    assert shop.sql("SELECT FROM users WHERE email_key = $1", email) == []
    report = imported(shop, admin, data, kind="customers")
    assert (report["created"], report["updated"], report["errors"]) == (1, 0, [])
    found = account(shop, email)
    assert (found["full_name"], found["phone"], found["role"]) == ("Grace Hopper", "+1 202 555 0100", "customer")
    assert (found["password_hash"], found["email_verified_at"]) == (None, None)
    assert '"line1": "1 Navy Yard"' in found["addresses"]
    assert '"postal_code": "02201"' in found["addresses"]
    again = imported(shop, admin, data, kind="customers")
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 1)


def test_whoever_came_in_sets_a_password_by_mail_and_signs_in(shop: Shop, admin: httpx.Client) -> None:
    email = new_email()
    imported(shop, admin, customers_csv({"email": email, "full_name": "Grace"}), kind="customers")
    guest = shop.guest()
    assert guest.post("/auth/login", json={"email": email, "password": PASSWORD}).status_code == 401
    assert guest.post("/auth/forgot-password", json={"email": email}).status_code == 202
    text = mail_text(shop.wait_mail(email))
    code = next(line.strip() for line in text.splitlines() if line.strip().isdigit())
    body = {"email": email, "otp": code, "new_password": PASSWORD}
    assert guest.post("/auth/reset-password", json=body).status_code in (200, 204)
    profile = shop.login(email).get("/auth/me").json()
    assert profile["full_name"] == "Grace"


def test_a_corrected_file_corrects_accounts_that_nobody_has_taken_up(shop: Shop, admin: httpx.Client) -> None:
    email = new_email()
    imported(shop, admin, customers_csv(shopify_row(email)), kind="customers")
    corrected = customers_csv(shopify_row(email, First_Name="Grace B.", Default_Address_City="Washington", Phone=""))
    report = imported(shop, admin, corrected, kind="customers")
    assert (report["updated"], report["unchanged"]) == (1, 0)
    found = account(shop, email)
    assert (found["full_name"], found["phone"]) == ("Grace B. Hopper", "+1 202 555 0100")
    assert '"city": "Washington"' in found["addresses"]
    assert "Arlington" not in found["addresses"]


def test_what_its_owner_has_taken_up_no_file_changes(shop: Shop, admin: httpx.Client) -> None:
    _, email, _ = shop.user("customer")
    _, of_admin, _ = shop.user("admin")
    before = account(shop, email), account(shop, of_admin)
    data = customers_csv(shopify_row(email), shopify_row(of_admin))
    report = imported(shop, admin, data, kind="customers")
    assert (report["created"], report["updated"], report["unchanged"], report["error_count"]) == (0, 0, 1, 1)
    assert [row["outcome"] for row in rows_of(admin, report)] == ["unchanged", "refused"]
    assert (account(shop, email), account(shop, of_admin)) == before


def test_bad_rows_are_named_without_naming_anybody(shop: Shop, admin: httpx.Client) -> None:
    good, twice = new_email(), new_email()
    data = customers_csv(
        shopify_row(good, Default_Address_Zip=""),
        shopify_row("nobody-at-all"),
        shopify_row(""),
        shopify_row(twice),
        shopify_row(twice.title().replace("Shop.Example", "SHOP.example")),
        shopify_row(new_email(), Phone="call me"),
        shopify_row(new_email(), First_Name="x" * 201),
    )
    report = imported(shop, admin, data, kind="customers")
    assert (report["created"], report["error_count"]) == (2, 5)
    assert [mistake["row"] for mistake in report["errors"]] == [3, 4, 6, 7, 8]
    assert "already given in row 5" in report["errors"][2]["message"]
    kept = shop.sql("SELECT item, message FROM import_rows WHERE import_id = $1::text::uuid", report["id"])
    assert {row["item"] for row in kept} == {None}
    assert not [row for row in kept if "@" in row["message"] or "nobody-at-all" in row["message"]]
    [created, _] = rows_of(admin, report, outcome="created")
    assert created["message"] == "Without its address, where postal_code is missing or cannot be"
    assert account(shop, good)["addresses"] is None


@pytest.mark.parametrize("data", [b"name,phone\nAda,1\n", b"", b"email\n", b"email;name\na@b.example;x\n"])
def test_what_is_no_file_of_customers_is_refused_or_fails(shop: Shop, admin: httpx.Client, data: bytes) -> None:
    answer = start_import(admin, data, kind="customers")
    if answer.status_code == 202:
        report = imported(shop, admin, data, kind="customers")
        assert (report["status"], "no rows" in report["error"]) == ("failed", True)
    else:
        assert answer.status_code == 422, answer.text


def test_imports_are_listed_newest_first(shop: Shop, admin: httpx.Client) -> None:
    ids = [imported(shop, admin, customers_csv({"email": new_email()}), kind="customers")["id"] for _ in range(3)]
    first = admin.get("/admin/imports", params={"limit": 2}).json()
    assert [found["id"] for found in first["items"]] == [ids[2], ids[1]]
    assert first["items"][0]["summary"] == "1 new, 0 changes, 0 as they were, 0 rows refused"
    second = admin.get("/admin/imports", params={"limit": 2, "cursor": first["next_cursor"]}).json()
    assert second["items"][0]["id"] == ids[0]


def test_the_rows_of_an_import_are_read_in_pages(shop: Shop, admin: httpx.Client) -> None:
    data = customers_csv(*({"email": new_email() if i % 2 else f"nobody {i}"} for i in range(9)))
    report = imported(shop, admin, data, kind="customers")
    found: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        page = admin.get(f"/admin/imports/{report['id']}/rows", params={"limit": 4, **cursor}).json()
        found += page["items"]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert [(row["row"], row["outcome"]) for row in found] == [
        (i + 2, "created" if i % 2 else "refused") for i in range(9)
    ]
    assert [row["row"] for row in rows_of(admin, report, outcome="created")] == [3, 5, 7, 9]
    assert admin.get(f"/admin/imports/{report['id']}/rows", params={"outcome": "lost"}).status_code == 422
    assert admin.get("/admin/imports/01890000-0000-7000-8000-000000000000/rows").status_code == 404


def test_an_import_goes_on_behind_the_last_chunk_when_its_worker_is_killed(shop: Shop, admin: httpx.Client) -> None:
    prefix = unique("many")
    data = customers_csv(*(shopify_row(f"{prefix}-{i}@shop.example") for i in range(30_000)))
    import_id = start_import(admin, data, kind="customers").raise_for_status().json()["id"]

    def progress() -> float:
        return float(admin.get(f"/admin/imports/{import_id}").json()["progress"])

    shop.until(lambda: progress() > 0)
    kill_worker(shop)
    assert progress() < 1
    shop.start_process("worker")
    report = shop.until(
        lambda: (a := admin.get(f"/admin/imports/{import_id}").json())["status"] == "done" and a, seconds=90
    )
    assert report
    assert (report["created"], report["error_count"]) == (30_000, 0)
    assert shop.sql("SELECT count(*) FROM users WHERE email_key LIKE $1", prefix + "-%") == [{"count": 30_000}]
    assert shop.sql("SELECT count(*) FROM import_rows WHERE import_id = $1::text::uuid", import_id) == [
        {"count": 30_000}
    ]
