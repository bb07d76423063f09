"""Figures of the shop: one definition, in the days of the store, refunds on their own day."""

import collections
import concurrent.futures
import itertools
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from tests.conftest import ShopOpener
from tests.factories.catalogue import make_product
from tests.factories.orders import make_order
from tests.shop import Shop

BERLIN = ZoneInfo("Europe/Berlin")

# Instants around midnight and around both changes of the clock in Berlin.
INSTANTS = [
    datetime(2026, 3, 28, 22, 59, 59, 999999, tzinfo=UTC),
    datetime(2026, 3, 28, 23, 0, tzinfo=UTC),
    datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC),
    datetime(2026, 3, 29, 1, 0, tzinfo=UTC),
    datetime(2026, 3, 29, 21, 59, 59, tzinfo=UTC),
    datetime(2026, 3, 29, 22, 0, tzinfo=UTC),
    datetime(2026, 10, 24, 21, 59, 59, tzinfo=UTC),
    datetime(2026, 10, 24, 22, 0, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC),
    datetime(2026, 10, 25, 23, 0, tzinfo=UTC),
]


@pytest.fixture(scope="module")
def shop(opener: ShopOpener) -> Iterator[Shop]:
    """A store in Berlin with an order at each of the instants."""
    with opener(ROWLOCK_TIME_ZONE="Europe/Berlin") as shop:
        assert shop.cli("migrate").returncode == 0, "migrate writes the store's time zone down"
        admin = shop.admin()
        variant_id = make_product(admin, stock=100, price=1000)["variants"][0]["id"]
        for instant in INSTANTS:
            order = make_order(shop.guest(), variant_id)
            shop.execute("UPDATE orders SET placed_at = $1 WHERE id = $2", instant, order["id"])
        yield shop


@pytest.fixture(scope="module")
def admin(shop: Shop) -> httpx.Client:
    return shop.admin()


def sales(admin: httpx.Client, **params: str) -> dict[str, Any]:
    assert admin.post("/admin/analytics/refresh").status_code == 200
    answer = admin.get("/admin/analytics/sales", params=params)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_orders_count_on_the_stores_day_also_when_it_has_23_or_25_hours(admin: httpx.Client) -> None:
    oracle = collections.Counter(instant.astimezone(BERLIN).date().isoformat() for instant in INSTANTS)
    found = sales(admin, **{"from": "2026-03-27", "to": "2026-10-27"})
    points = {point["start"]: point["orders"] for point in found["points"]}
    assert {day: n for day, n in points.items() if n} == dict(oracle)
    assert len(points) == (date(2026, 10, 27) - date(2026, 3, 27)).days + 1
    assert found["totals"]["orders"] == len(INSTANTS)


@pytest.mark.parametrize("period", ["weekly", "monthly", "yearly"])
def test_longer_periods_sum_to_the_days(admin: httpx.Client, period: str) -> None:
    # Ends before today: other tests here sell something today.
    span = {"from": "2026-01-01", "to": "2026-10-31"}
    daily, longer = sales(admin, **span), sales(admin, period=period, **span)
    assert longer["totals"]["gross"] == daily["totals"]["gross"] == 1000 * len(INSTANTS)
    assert sum(point["orders"] for point in longer["points"]) == len(INSTANTS)
    starts = [date.fromisoformat(point["start"]) for point in longer["points"]]
    if period == "weekly":
        assert {start.isoweekday() for start in starts} == {1}
        assert {b - a for a, b in itertools.pairwise(starts)} == {timedelta(days=7)}
    else:
        assert {start.day for start in starts} == {1}


def test_a_refund_counts_on_its_own_day_and_a_cancelled_order_nowhere(shop: Shop, admin: httpx.Client) -> None:
    variant_id = make_product(admin, stock=10, price=500)["variants"][0]["id"]
    order, cancelled = make_order(shop.guest(), variant_id, 2), make_order(shop.guest(), variant_id)
    for made in (order, cancelled):
        admin.post(f"/orders/{made['id']}/payments", json={"amount": made["total"]})
        shop.execute("UPDATE orders SET placed_at = '2025-06-10 12:00+02' WHERE id = $1", made["id"])
    admin.post(f"/orders/{cancelled['id']}/cancel")
    refund = admin.post(f"/orders/{order['id']}/refund", json={"amount": 300, "reason": "late"}).json()
    shop.execute("UPDATE refunds SET created_at = '2025-06-12 12:00+02' WHERE id = $1", refund["id"])
    # What a test changes behind the shop's back must look like a change of the shop.
    shop.execute("UPDATE orders SET updated_at = now() WHERE id = $1", order["id"])
    points = {p["start"]: p for p in sales(admin, **{"from": "2025-06-10", "to": "2025-06-12"})["points"]}
    assert (points["2025-06-10"]["orders"], points["2025-06-10"]["units"], points["2025-06-10"]["net"]) == (1, 2, 1000)
    assert points["2025-06-11"]["orders"] == points["2025-06-11"]["net"] == 0
    assert (points["2025-06-12"]["refunds"], points["2025-06-12"]["net"]) == (300, -300)


def test_top_products_by_units_and_by_revenue(shop: Shop, admin: httpx.Client) -> None:
    cheap, dear = (make_product(admin, stock=50, price=price) for price in (10, 90_000))
    for product, quantity in ((cheap, 40), (dear, 3)):
        order = make_order(shop.guest(), product["variants"][0]["id"], quantity)
        shop.execute("UPDATE orders SET placed_at = '2024-02-01 12:00+01' WHERE id = $1", order["id"])
    admin.post("/admin/analytics/refresh")

    def top(by: str) -> list[tuple[str, int, int]]:
        span = {"from": "2024-02-01", "to": "2024-02-01"}
        items = admin.get("/admin/analytics/products/top", params={"by": by, **span}).json()["items"]
        return [(item["product_id"], item["units"], item["revenue"]) for item in items]

    assert top("units") == [(cheap["id"], 40, 400), (dear["id"], 3, 270_000)]
    assert top("revenue") == [(dear["id"], 3, 270_000), (cheap["id"], 40, 400)]
    assert admin.get("/admin/analytics/products/top").json()["items"][0]["product_id"] == dear["id"]


@pytest.mark.parametrize(
    "params",
    [
        {"from": "2026-02-30"},
        {"from": "2026-05-01", "to": "2026-04-01"},
        {"from": "1000-01-01"},
        {"from": "0000-01-01"},
        {"to": "10000-01-01"},
        {"from": "2026-01-01T00:00:00"},
        {"to": "9999-12-31"},
        {"from": "1980-01-01", "to": "2020-01-01"},
        {"period": "hourly"},
        {"zone": "UTC"},
    ],
)
def test_t_in_15_a_senseless_question_is_refused(admin: httpx.Client, params: dict[str, str]) -> None:
    assert admin.get("/admin/analytics/sales", params=params).status_code == 422


def test_two_refreshes_at_once_are_both_answered(shop: Shop, admin: httpx.Client) -> None:
    token = admin.headers["authorization"].removeprefix("Bearer ")
    clients = [shop.client(token) for _ in range(4)]
    with concurrent.futures.ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda client: client.post("/admin/analytics/refresh").status_code, clients))
    assert answers == [200] * 4


def test_the_worker_renews_the_figures_by_itself(shop: Shop, admin: httpx.Client) -> None:
    assert admin.post("/admin/analytics/refresh").status_code == 200
    before = admin.get("/admin/dashboard/stats").json()["totals"]["orders"]
    variant_id = make_product(admin, stock=10)["variants"][0]["id"]
    make_order(shop.guest(), variant_id)
    shop.until(lambda: admin.get("/admin/dashboard/stats").json()["totals"]["orders"] == before + 1, seconds=60)


def test_admins_only(shop: Shop) -> None:
    for path in ("/admin/dashboard/stats", "/admin/analytics/sales", "/admin/analytics/products/top"):
        assert shop.customer().get(path).status_code == 403
        assert shop.guest().get(path).status_code == 401


def test_a_shop_that_was_never_refreshed_answers_with_zeros(opener: ShopOpener) -> None:
    with opener() as fresh:
        admin = fresh.admin()
        dashboard = admin.get("/admin/dashboard/stats").json()
        assert dashboard["totals"] == {"users": 0, "orders": 0, "revenue": 0, "products": 0}
        assert (dashboard["pending_orders"], dashboard["popular_products"], dashboard["currency"]) == (0, [], "USD")
        assert dashboard["as_of"]
        assert len(admin.get("/admin/analytics/sales").json()["points"]) == 30
