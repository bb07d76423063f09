"""`rowlock demo` with sizes: a shop as if lived in, whose books agree."""

import hashlib
from collections.abc import Iterator

import pytest

from tests.conftest import ShopOpener
from tests.shop import Shop

_SIZES = ("--products=200", "--customers=100", "--orders=1000")

# What a shop is, without what the run itself leaves behind; each row as text, so that nothing is missed.
_TABLES = (
    *("vendors", "categories", "products", "variants", "stock_movements"),
    *("orders", "order_items", "order_events", "payments", "refunds", "refund_items"),
)


@pytest.fixture(scope="module")
def filled(opener: ShopOpener) -> Iterator[Shop]:
    with opener() as shop:
        made = shop.cli("demo", *_SIZES, "--seed", "7")
        assert made.returncode == 0, made.stdout + made.stderr
        yield shop


def test_the_books_of_a_made_up_shop_balance(filled: Shop) -> None:
    filled.assert_books_balance()


def test_there_is_what_was_asked_for(filled: Shop) -> None:
    counts = {table: filled.sql(f"SELECT count(*) AS n FROM {table}")[0]["n"] for table in _TABLES}
    assert (counts["products"], counts["orders"]) == (200, 1000)
    assert 500 <= counts["variants"] <= 700
    assert counts["order_items"] > 1500
    assert filled.sql("SELECT count(*) AS n FROM users WHERE email LIKE 'customer-%@demo.example'") == [{"n": 100}]


def test_the_same_seed_makes_the_same_rows_and_another_seed_others(filled: Shop, opener: ShopOpener) -> None:
    with opener(apis=0) as again, opener(apis=0) as other:
        assert again.cli("demo", *_SIZES, "--seed", "7").returncode == 0
        assert other.cli("demo", *_SIZES, "--seed", "8").returncode == 0
        assert _digest(again) == _digest(filled)
        assert _digest(other) != _digest(filled)


def test_nothing_was_sold_before_it_was_there(filled: Shop) -> None:
    short = filled.sql(
        "SELECT variant_id FROM ("
        " SELECT variant_id, sum(delta) OVER (PARTITION BY variant_id ORDER BY created_at, delta DESC, id) AS balance"
        " FROM stock_movements) AS m WHERE balance < 0"
    )
    assert short == []
    early = filled.sql(
        "SELECT orders.number FROM orders JOIN order_items ON order_items.order_id = orders.id"
        " JOIN products ON products.id = order_items.product_id"
        " LEFT JOIN users ON users.id = orders.user_id"
        " WHERE orders.placed_at < greatest(products.created_at, users.created_at)"
    )
    assert early == []


def test_every_way_an_order_can_go_is_there(filled: Shop) -> None:
    found = {row["status"] for row in filled.sql("SELECT DISTINCT status FROM orders")}
    assert found >= {"confirmed", "shipped", "delivered", "cancelled", "refunded"}
    assert filled.sql("SELECT 1 AS one FROM orders WHERE payment_status = 'partially_refunded' LIMIT 1")


def test_the_storefront_shows_it(filled: Shop) -> None:
    page = filled.guest().get("/products", params={"limit": 50, "sort": "price"}).raise_for_status().json()
    assert page["total"] > 150
    product = filled.guest().get(f"/products/{page['items'][0]['slug']}").raise_for_status().json()
    assert product["name"]
    assert product["variants"]


def test_a_customer_of_the_demo_can_log_in(filled: Shop) -> None:
    customer = filled.login("customer-1@demo.example", "rowlock-demo")
    assert customer.get("/auth/me").json()["email_verified"] is True


def test_a_shop_that_sells_something_is_left_alone(filled: Shop) -> None:
    before = _digest(filled)
    refused = filled.cli("demo", *_SIZES)
    assert refused.returncode != 0
    assert "empty shop" in refused.stdout + refused.stderr
    assert _digest(filled) == before


def test_orders_without_products_are_refused(fresh_shop: Shop) -> None:
    refused = fresh_shop.cli("demo", "--orders=10")
    assert refused.returncode != 0
    assert "need products" in refused.stdout + refused.stderr


def _digest(shop: Shop) -> str:
    digest = hashlib.sha256()
    for table in _TABLES:
        for row in shop.sql(f"SELECT t::text AS row FROM {table} AS t ORDER BY 1"):
            digest.update(row["row"].encode())
    return digest.hexdigest()
