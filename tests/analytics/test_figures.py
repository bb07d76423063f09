"""Every figure is that of the orders behind it, and its link leads to exactly these."""

import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.conftest import ShopOpener
from tests.factories.catalogue import make_category, make_product
from tests.factories.orders import ADDRESS, make_order
from tests.factories.pricing import apply_coupon, make_coupon
from tests.shop import Shop

DAY = "2026-03-29"  # 23 hours in Berlin


@pytest.fixture(scope="module")
def shop(opener: ShopOpener) -> Iterator[Shop]:
    """A store in Berlin."""
    with opener(ROWLOCK_TIME_ZONE="Europe/Berlin") as shop:
        assert shop.cli("migrate").returncode == 0, "migrate writes the store's time zone down"
        yield shop


@pytest.fixture(scope="module")
def admin(shop: Shop) -> httpx.Client:
    return shop.admin()


def figures(admin: httpx.Client, path: str, **params: Any) -> dict[str, Any]:
    assert admin.post("/admin/analytics/refresh").status_code == 200
    answer = admin.get(f"/admin{path}", params=params)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    assert found["lag_seconds"] == 0
    assert found["as_of"]
    assert found["currency"] == "USD"
    return found


def behind(admin: httpx.Client, drilldown: str) -> list[dict[str, Any]]:
    """The orders that a link leads to."""
    answer = admin.get(drilldown.removeprefix("/api/v1") + "&limit=100")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def placed_at(shop: Shop, order: dict[str, Any], at: str) -> None:
    shop.execute("UPDATE orders SET placed_at = $1::text::timestamptz WHERE id = $2", at, order["id"])


def test_every_link_leads_to_exactly_the_orders_of_its_figure(shop: Shop, admin: httpx.Client) -> None:
    category, other = make_category(admin), make_category(admin)
    sold = make_product(admin, stock=100, price=1000, category_id=category["id"])
    beside = make_product(admin, stock=100, price=300, category_id=other["id"])
    coupon = make_coupon(admin, "percentage", 10)
    bavaria = {**ADDRESS, "country": "DE", "region": "Bavaria"}
    plain = {**ADDRESS, "country": "DE", "region": None}
    made = []
    for address, product, code in ((bavaria, sold, coupon["code"]), (plain, sold, None), (bavaria, beside, None)):
        guest = shop.guest()
        variant_id = product["variants"][0]["id"]
        if code is not None:
            added = guest.post("/cart/add", json={"variant_id": variant_id, "quantity": 1}).json()
            guest.headers["X-Cart-Token"] = added["token"]
            assert apply_coupon(guest, code).status_code == 200
        order = make_order(guest, variant_id, 2, shipping_address=address)
        placed_at(shop, order, f"{DAY} 12:00+02")
        made.append(order)
    admin.post(f"/orders/{made[1]['id']}/payments", json={"amount": made[1]["total"]})
    refund = admin.post(f"/orders/{made[1]['id']}/refund", json={"amount": 700, "reason": "late"}).json()
    late = f"{DAY} 23:59:59.999999+02"
    shop.execute("UPDATE refunds SET created_at = $1::text::timestamptz WHERE id = $2", late, refund["id"])
    day = {"from": DAY, "to": DAY}

    point = figures(admin, "/analytics/sales", **day)["points"][0]
    orders = behind(admin, point["drilldown"])
    assert {order["id"] for order in orders} == {order["id"] for order in made}
    assert point["orders"] == len(orders)
    assert point["net"] == sum(order["total"] for order in orders) - 700
    assert point["refunds"] == 700
    assert [order["id"] for order in behind(admin, point["refunds_drilldown"])] == [made[1]["id"]]

    for item in figures(admin, "/analytics/products/top", **day)["items"]:
        expected = made[:2] if item["product_id"] == sold["id"] else made[2:]
        assert {order["id"] for order in behind(admin, item["drilldown"])} == {order["id"] for order in expected}
        assert item["orders"] == len(expected)
    categories = {i["category_id"]: i for i in figures(admin, "/analytics/categories/top", **day)["items"]}
    assert set(categories) == {category["id"], other["id"]}
    assert {o["id"] for o in behind(admin, categories[category["id"]]["drilldown"])} == {o["id"] for o in made[:2]}
    assert categories[other["id"]]["revenue"] == made[2]["subtotal"]

    regions = {(i["country"], i["region"]): i for i in figures(admin, "/analytics/regions", **day)["items"]}
    assert {o["id"] for o in behind(admin, regions["DE", "Bavaria"]["drilldown"])} == {made[0]["id"], made[2]["id"]}
    assert [o["id"] for o in behind(admin, regions["DE", None]["drilldown"])] == [made[1]["id"]]
    assert (regions["DE", None]["refunds"], regions["DE", None]["net"]) == (700, made[1]["total"] - 700)

    (used,) = figures(admin, "/analytics/coupons", **day)["items"]
    assert [order["id"] for order in behind(admin, used["drilldown"])] == [made[0]["id"]]
    assert (used["code"], used["orders"], used["cost"], used["revenue"]) == (
        coupon["code"], 1, made[0]["discount_total"], made[0]["total"],
    )  # fmt: skip
    assert used["return_on_cost"] == round(made[0]["total"] / made[0]["discount_total"], 2)


def test_what_a_product_sold_goes_with_it_into_its_new_category(shop: Shop, admin: httpx.Client) -> None:
    before, after = make_category(admin), make_category(admin)
    product = make_product(admin, stock=10, price=100, category_id=before["id"])
    order = make_order(shop.guest(), product["variants"][0]["id"], 3)
    placed_at(shop, order, "2023-05-05 12:00+02")

    def shown() -> dict[str, int]:
        found = figures(admin, "/analytics/categories/top", **{"from": "2023-05-01", "to": "2023-05-31"})
        return {item["category_id"]: item["revenue"] for item in found["items"]}

    assert shown() == {before["id"]: 300}
    assert admin.patch(f"/products/{product['id']}", json={"category_id": after["id"]}).status_code == 200
    assert shown() == {after["id"]: 300}
    admin.post(f"/orders/{order['id']}/cancel")
    assert shown() == {}


def test_a_range_is_the_sum_of_its_days_wherever_it_begins(shop: Shop, admin: httpx.Client) -> None:
    """Ranges are summed of years, months and days; none may be counted twice or left out."""
    product = make_product(admin, stock=1000, price=7)
    moments = ["2020-12-31", "2021-01-01", "2021-02-28", "2021-03-01", "2021-12-31", "2022-01-01", "2022-07-15"]
    for moment in moments:
        order = make_order(shop.guest(), product["variants"][0]["id"])
        placed_at(shop, order, f"{moment} 00:00:00+01" if moment < "2022-07" else f"{moment} 23:59:59+02")
    for first, last in (
        ("2020-12-31", "2022-07-15"), ("2021-01-01", "2021-12-31"), ("2020-12-31", "2021-01-01"),
        ("2021-02-01", "2021-02-28"), ("2021-02-28", "2021-03-01"), ("2021-01-02", "2022-01-01"),
        ("2021-12-31", "2021-12-31"), ("2022-07-16", "2022-08-01"), ("2021-03-01", "2021-12-30"),
    ):  # fmt: skip
        expected = sum(first <= moment <= last for moment in moments)
        items = figures(admin, "/analytics/products/top", **{"from": first, "to": last, "by": "units"})["items"]
        assert [item["units"] for item in items if item["product_id"] == product["id"]] == [expected] * bool(expected)


def test_cohorts_are_of_the_month_of_the_first_order(shop: Shop, admin: httpx.Client) -> None:
    variant_id = make_product(admin, stock=100, price=100)["variants"][0]["id"]
    twice, once = shop.customer(), shop.customer()
    orders = [make_order(client, variant_id) for client in (twice, twice, once)]
    for order, at in zip(orders, ("2019-01-31 23:30+01", "2019-03-10 12:00+01", "2019-01-01 00:00+01"), strict=True):
        placed_at(shop, order, at)
    found = figures(
        admin, "/analytics/users", **{"from": "2019-01-01", "to": "2019-03-31", "period": "monthly", "cohorts": 120}
    )
    cohort = next(cohort for cohort in found["cohorts"] if cohort["cohort"] == "2019-01-01")
    assert (cohort["customers"], cohort["repeat_customers"]) == (2, 1)
    assert [(m["month"], m["customers"], m["retention"], m["charged"]) for m in cohort["months"]] == [
        ("2019-01-01", 2, 1.0, 200), ("2019-03-01", 1, 0.5, 100),
    ]  # fmt: skip
    assert [point["new_customers"] for point in found["points"]] == [2, 0, 0]
    assert [o["id"] for o in behind(admin, cohort["months"][1]["drilldown"])] == [orders[1]["id"]]
    # A first order that is cancelled makes the second one the first.
    twice.post(f"/orders/{orders[0]['id']}/cancel")
    cohorts = {c["cohort"]: c["customers"] for c in figures(admin, "/analytics/users", cohorts=120)["cohorts"]}
    assert (cohorts["2019-01-01"], cohorts["2019-03-01"]) == (1, 1)


def test_stock_has_value_cover_and_dead_goods(shop: Shop, admin: httpx.Client) -> None:
    lasting, dead = make_product(admin, stock=60, price=100), make_product(admin, stock=5, price=100_000)
    make_order(shop.guest(), lasting["variants"][0]["id"], 30)
    shop.execute(
        "UPDATE variants SET created_at = now() - interval '91 days' WHERE product_id = $1", uuid.UUID(dead["id"])
    )
    shop.execute("UPDATE products SET updated_at = now() WHERE id = $1", uuid.UUID(dead["id"]))
    found = figures(admin, "/analytics/inventory", limit=100)
    covers = {item["product_id"]: item["days_of_cover"] for item in found["lowest_cover"]}
    assert covers[lasting["id"]] == 30
    assert found["dead_stock"]["items"][0]["product_id"] == dead["id"]
    assert found["dead_stock"]["value"] == 500_000
    in_stock = shop.sql(
        "SELECT sum(on_hand * price) AS value FROM inventory JOIN variants ON variants.id = inventory.variant_id"
    )
    assert found["value"] == in_stock[0]["value"]


def test_a_running_period_is_compared_with_the_same_part_of_the_one_before(shop: Shop, admin: httpx.Client) -> None:
    variant_id = make_product(admin, stock=100, price=100)["variants"][0]["id"]
    early, late = make_order(shop.guest(), variant_id), make_order(shop.guest(), variant_id)
    shop.execute(
        """
        UPDATE orders SET placed_at = CASE WHEN id = $1
            THEN ((now() AT TIME ZONE 'Europe/Berlin') - interval '1 day 1 second') AT TIME ZONE 'Europe/Berlin'
            ELSE ((now() AT TIME ZONE 'Europe/Berlin')::date - interval '1 second') AT TIME ZONE 'Europe/Berlin' END
        WHERE id IN ($1, $2)
        """,
        uuid.UUID(early["id"]), uuid.UUID(late["id"]),
    )  # fmt: skip
    today = shop.sql("SELECT store_day(now()) AS day")[0]["day"].isoformat()
    found = figures(admin, "/analytics/sales", **{"from": today, "to": today, "compare": "previous"})
    assert found["previous"]["until"] is not None
    assert found["previous"]["totals"]["orders"] == 1
    stats = figures(admin, "/dashboard/stats")
    assert stats["yesterday"]["orders"] == 1


def test_every_figure_is_defined(admin: httpx.Client) -> None:
    defined = {item["name"] for item in admin.get("/admin/analytics/definitions").json()["items"]}
    point = figures(admin, "/analytics/sales")["totals"]
    stats = figures(admin, "/dashboard/stats")
    users = figures(admin, "/analytics/users")
    shown = {*point, *stats, *stats["totals"], *stats["today"], *users}
    plain = {
        "start", "drilldown", "refunds_drilldown", "currency", "totals", "today", "yesterday", "last_30_days",
        "previous_30_days", "day", "period", "from", "to", "points",
    }  # fmt: skip
    assert shown - plain - defined == set()
