"""Exports that are called off, asked for again, waited for, or in the way of nobody."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import asyncpg
import httpx
import pytest

from tests.conftest import ShopOpener
from tests.shop import Shop, mail_text
from tests.transfers.transfer_clients import download, ended, exported, kill_worker

MANY = 120_000


@pytest.fixture(scope="module")
def shop(opener: ShopOpener) -> Iterator[Shop]:
    with opener(ROWLOCK_EXPORT_MAIL_SECONDS="0") as opened:
        yield opened


@pytest.fixture(scope="module")
def admin(shop: Shop) -> httpx.Client:
    return shop.admin()


@pytest.fixture(scope="module")
def crowd(shop: Shop) -> None:
    """So many accounts that a workbook of them takes a while."""
    shop.execute(
        "INSERT INTO users (email, email_key, full_name) SELECT m, m, 'Many' "
        "FROM (SELECT 'many' || i || '@shop.example' AS m FROM generate_series(1, $1::int) AS i) AS x",
        MANY,
    )


@contextmanager
def held(shop: Shop, table: str) -> Iterator[None]:
    """Nobody reads the table meanwhile: an export of it is under way for as long as the test wants."""
    with asyncio.Runner() as runner:
        connection = runner.run(asyncpg.connect(shop.settings.database_owner_url))
        try:
            runner.run(connection.execute(f"BEGIN; LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"))
            yield
        finally:
            runner.run(connection.close())


def started(shop: Shop, admin: httpx.Client, kind: str, format: str = "csv") -> str:
    """An export that a worker has begun."""
    answer = admin.post(f"/admin/export/{kind}", json={"format": format})
    assert answer.status_code == 202, answer.text
    export_id: str = answer.json()["id"]
    shop.until(lambda: state(admin, export_id)["status"] == "running")
    return export_id


def state(admin: httpx.Client, export_id: str) -> dict[str, Any]:
    found: dict[str, Any] = admin.get(f"/admin/exports/{export_id}").raise_for_status().json()
    return found


def files_of(shop: Shop, export_id: str) -> list[str]:
    """Also of what is not complete."""
    return [path.name for path in (shop.data / "media" / "private").glob(f"exports/{export_id}*")]


def scratch_of(shop: Shop) -> set[str]:
    """The folders that a workbook is put together in."""
    return {path.name for path in (shop.data / "tmp").glob("export-*")}


def test_mails_do_not_wait_for_exports(shop: Shop, admin: httpx.Client) -> None:
    client, address, _ = shop.user("customer")
    with held(shop, "stock_movements"):
        running = [started(shop, admin, "movements"), started(shop, admin, "movements", "xlsx")]
        waiting = [admin.post("/admin/export/movements", json={"format": "csv"}).json()["id"] for _ in range(3)]
        assert client.post("/auth/forgot-password", json={"email": address}).status_code == 202
        shop.wait_mail(address)
        assert {state(admin, export_id)["status"] for export_id in running} == {"running"}
        assert {state(admin, export_id)["status"] for export_id in waiting} == {"queued"}
    for export_id in running + waiting:
        assert ended(shop, admin, f"/admin/exports/{export_id}")["status"] == "done"


def test_an_export_that_waits_is_called_off_and_never_begins(shop: Shop, admin: httpx.Client) -> None:
    with held(shop, "stock_movements"):
        running = [started(shop, admin, "movements") for _ in range(2)]
        waiting = admin.post("/admin/export/movements", json={"format": "csv"}).json()["id"]
        answer = admin.post(f"/admin/exports/{waiting}/cancel")
        assert (answer.status_code, answer.json()["status"]) == (200, "cancelled")
        for export_id in running:
            admin.post(f"/admin/exports/{export_id}/cancel").raise_for_status()
    shop.drain()
    assert [state(admin, export_id)["status"] for export_id in (*running, waiting)] == ["cancelled"] * 3
    assert [files_of(shop, export_id) for export_id in (*running, waiting)] == [[], [], []]
    assert shop.sql("SELECT run FROM exports WHERE id = $1::text::uuid", waiting) == [{"run": 0}]


@pytest.mark.usefixtures("crowd")
def test_an_export_under_way_is_called_off_and_leaves_nothing(shop: Shop, admin: httpx.Client) -> None:
    # A worker that was killed by another test left what its successor clears away later.
    left = scratch_of(shop)
    export_id = started(shop, admin, "users", "xlsx")
    shop.until(lambda: state(admin, export_id)["rows"] > 0)
    assert admin.post(f"/admin/exports/{export_id}/cancel").status_code == 200
    shop.drain()
    found = state(admin, export_id)
    assert (found["status"], found["rows"] < MANY, found["download_url"]) == ("cancelled", True, None)
    stopped = [line for line in shop.log("worker").splitlines() if "export.stopped" in line and export_id in line]
    assert len(stopped) == 1
    assert files_of(shop, export_id) == []
    assert scratch_of(shop) <= left
    assert download(admin, found).status_code == 409
    again = admin.post(f"/admin/exports/{export_id}/cancel")
    assert (again.status_code, again.json()["code"]) == (409, "wrong_export_status")

    retried = admin.post(f"/admin/exports/{export_id}/retry")
    assert retried.status_code == 202
    assert retried.json()["status"] in ("queued", "running", "done"), "the worker may be quicker than the answer"
    assert ended(shop, admin, f"/admin/exports/{export_id}")["rows"] > MANY
    assert files_of(shop, export_id) == [f"{export_id}-2.xlsx"]
    actions = shop.sql("SELECT action FROM audit_log WHERE object_id = $1 ORDER BY id", export_id)
    assert [row["action"] for row in actions] == ["export.create", "export.cancel", "export.retry"]


@pytest.mark.usefixtures("crowd")
def test_an_export_whose_worker_is_killed_is_written_and_announced_once(shop: Shop) -> None:
    client, address, _ = shop.user("admin")
    export_id = started(shop, client, "users", "xlsx")
    shop.until(lambda: state(client, export_id)["rows"] > 0)
    kill_worker(shop)
    assert state(client, export_id)["status"] == "running"
    assert download(client, {"id": export_id}).status_code == 409
    shop.start_process("worker")
    found = ended(shop, client, f"/admin/exports/{export_id}")
    assert (found["status"], found["rows"] > MANY) == ("done", True)
    complete = [name for name in files_of(shop, export_id) if "#" not in name]
    assert complete == [f"{export_id}-2.xlsx"]
    assert len(download(client, found).content) == found["bytes"]
    shop.wait_mail(address, "users")
    shop.drain()
    assert len(shop.mails(address)) == 1


def test_no_admin_has_more_than_ten_under_way(shop: Shop) -> None:
    client, other = shop.admin(), shop.admin()
    with held(shop, "stock_movements"):
        ids = [client.post("/admin/export/movements", json={"format": "csv"}).json()["id"] for _ in range(10)]
        refused = client.post("/admin/export/movements", json={"format": "csv"})
        assert (refused.status_code, refused.json()["code"]) == (409, "too_many_exports")
        client.post(f"/admin/exports/{ids[0]}/cancel").raise_for_status()
        ids.append(client.post("/admin/export/movements", json={"format": "csv"}).raise_for_status().json()["id"])
        assert client.post(f"/admin/exports/{ids[0]}/retry").json()["code"] == "too_many_exports"
        assert other.post("/admin/export/movements", json={"format": "csv"}).status_code == 202
    assert {ended(shop, client, f"/admin/exports/{export_id}")["status"] for export_id in ids[1:]} == {"done"}


def test_an_export_that_failed_is_tried_again(shop: Shop, admin: httpx.Client) -> None:
    export_id = exported(shop, admin, "inventory")["id"]
    refused = admin.post(f"/admin/exports/{export_id}/retry")
    assert (refused.status_code, refused.json()["code"]) == (409, "wrong_export_status")
    shop.execute(
        "UPDATE exports SET status = 'failed', error = 'The disk was full' WHERE id = $1::text::uuid", export_id
    )
    assert admin.post(f"/admin/exports/{export_id}/retry").status_code == 202
    found = ended(shop, admin, f"/admin/exports/{export_id}")
    assert (found["status"], found["error"]) == ("done", None)


def test_who_waited_long_gets_a_mail_with_the_link(shop: Shop) -> None:
    client, address, _ = shop.user("admin")
    exported(shop, client, "order_lines")
    text = mail_text(shop.wait_mail(address, "order lines"))
    link = next(line for line in text.splitlines() if line.startswith("http"))
    path = str(httpx.URL(link).raw_path, "ascii")
    assert httpx.get(shop.url + path).status_code == 200
    shop.drain()
    assert len(shop.mails(address)) == 1


def test_unknown_exports_and_strangers_are_refused(shop: Shop, admin: httpx.Client) -> None:
    export_id = exported(shop, admin, "inventory")["id"]
    for step in ("cancel", "retry"):
        assert admin.post(f"/admin/exports/01890000-0000-7000-8000-000000000000/{step}").status_code == 404
        for client, status in ((shop.guest(), 401), (shop.customer(), 403), (shop.vendor(), 403)):
            assert client.post(f"/admin/exports/{export_id}/{step}").status_code == status
