"""What runs low is listed, and told to the admins who asked, once for each event."""

import httpx
import pytest

from rowlock.inventory import jobs
from tests.factories.catalogue import make_product
from tests.factories.orders import make_order
from tests.inventory.stock_keeping import adjust, run_job
from tests.shop import Shop, mail_text


@pytest.fixture(scope="module")
def shop(fresh_shop: Shop) -> Shop:
    """A shop of its own: the alerts are those of the whole shop."""
    return fresh_shop


@pytest.fixture(scope="module")
def admin(shop: Shop) -> httpx.Client:
    return shop.admin()


def variant(admin: httpx.Client, stock: int) -> tuple[str, str]:
    made = make_product(admin, stock=stock)["variants"][0]
    return str(made["id"]), str(made["sku"])


def alerts(admin: httpx.Client, **query: str) -> dict[str, dict[str, object]]:
    found = {}
    cursor: dict[str, str] = {}
    while True:
        page = admin.get("/admin/inventory/alerts", params={"limit": "2", **query, **cursor}).json()
        found.update({alert["variant_id"]: alert for alert in page["items"]})
        if page["next_cursor"] is None:
            assert page["total"] == len(found)
            return found
        cursor = {"cursor": page["next_cursor"]}


def test_what_runs_low_is_listed_with_how_long_it_lasts(shop: Shop, admin: httpx.Client) -> None:
    low, _ = variant(admin, 7)
    empty, _ = variant(admin, 1)
    full, _ = variant(admin, 100)
    make_order(shop.customer(), low, 4)
    make_order(shop.customer(), empty, 1)
    found = alerts(admin)
    assert (found[low]["on_hand"], found[low]["sold_28_days"], found[low]["days_of_cover"]) == (3, 4, 21.0)
    assert found[low]["sold_out_at"] is None
    assert found[empty]["sold_out_at"] is not None
    assert full not in found
    sold_out = alerts(admin, sold_out="true")
    assert (empty in sold_out, low in sold_out) == (True, False)
    adjust(admin, empty, delta=50)
    assert empty not in alerts(admin)


def test_a_threshold_of_its_own_decides_when_a_variant_is_low(shop: Shop, admin: httpx.Client) -> None:
    variant_id, _ = variant(admin, 20)
    assert variant_id not in alerts(admin)
    path = f"/admin/inventory/{variant_id}/threshold"
    assert admin.put(path, json={"threshold": 20}).json()["threshold"] == 20
    assert alerts(admin)[variant_id]["threshold"] == 20
    assert admin.put(path, json={"threshold": 19}).status_code == 200
    assert variant_id not in alerts(admin)
    assert admin.put(path, json={"threshold": -1}).status_code == 422
    written = shop.sql(
        "SELECT before, after FROM audit_log WHERE object_id = $1 AND action = 'inventory.set_threshold' ORDER BY id",
        variant_id,
    )
    assert len(written) == 2


def test_who_asked_is_told_at_once_what_sold_out_and_once(shop: Shop) -> None:
    admin, email, _ = shop.user("admin")
    path = "/admin/inventory/alerts/mails"
    assert admin.get(path).json() == {"digest": False, "sold_out": False}
    assert admin.put(path, json={"digest": False, "sold_out": True}).json() == {"digest": False, "sold_out": True}
    variant_id, sku = variant(admin, 2)
    make_order(shop.customer(), variant_id, 2)
    shop.wait_mail(email, sku)
    run_job(shop, jobs.follow_sold_out)
    shop.drain()
    assert len([mail for mail in shop.mails(email) if sku in mail_text(mail)]) == 1
    # It is an event of its own when it sells out again.
    adjust(admin, variant_id, delta=1)
    adjust(admin, variant_id, delta=-1)
    run_job(shop, jobs.follow_sold_out)
    shop.until(lambda: len([mail for mail in shop.mails(email) if sku in mail_text(mail)]) == 2)


def test_a_digest_comes_once_a_day_with_what_is_new(shop: Shop) -> None:
    admin, email, user_id = shop.user("admin")
    early, early_sku = variant(admin, 20)
    adjust(admin, early, delta=-19)
    admin.put("/admin/inventory/alerts/mails", json={"digest": True, "sold_out": False})
    late, late_sku = variant(admin, 20)
    adjust(admin, late, delta=-19)
    run_job(shop, jobs.follow_low_stock)
    shop.drain()
    assert shop.mails(email) == [], "the first digest is that of tomorrow"
    shop.execute("UPDATE stock_alert_mails SET digest_at = digest_at - interval '1 day' WHERE user_id = $1", user_id)
    shop.execute("UPDATE low_stock SET since = since - interval '2 days' WHERE variant_id = $1::text::uuid", early)
    run_job(shop, jobs.follow_low_stock)
    run_job(shop, jobs.follow_low_stock)
    text = mail_text(shop.wait_mail(email, late_sku))
    assert early_sku not in text
    shop.drain()
    assert len(shop.mails(email)) == 1


def test_who_is_no_admin_any_more_is_told_nothing(shop: Shop, admin: httpx.Client) -> None:
    former, email, user_id = shop.user("admin")
    former.put("/admin/inventory/alerts/mails", json={"digest": True, "sold_out": True})
    assert admin.put(f"/admin/users/{user_id}/role", json={"role": "customer"}).status_code == 200
    variant_id, _ = variant(admin, 1)
    make_order(shop.customer(), variant_id)
    run_job(shop, jobs.follow_sold_out)
    shop.drain()
    assert [mail for mail in shop.mails(email) if "sold out" in str(mail["subject"]).lower()] == []
