"""Prices over time: discounts that begin and end by themselves, and the lowest price before a reduction."""

import concurrent.futures
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.conftest import ShopOpener
from tests.factories.catalogue import make_product
from tests.factories.orders import fill_cart, make_order, place_order
from tests.shop import Shop, unique


@pytest.fixture(scope="module")
def admin(shop: Shop) -> httpx.Client:
    return shop.admin()


def soon(shop: Shop, seconds: float) -> str:
    at: str = shop.sql("SELECT now() + make_interval(secs => $1) AS at", seconds)[0]["at"].isoformat()
    return at


def priced(admin: httpx.Client, product: dict[str, Any], **given: Any) -> dict[str, Any]:
    """The product after its first variant was given other prices."""
    answer = admin.patch(f"/products/{product['id']}/variants/{product['variants'][0]['id']}", json=given)
    assert answer.status_code == 200, answer.text
    changed: dict[str, Any] = answer.json()
    return changed


def discounted(admin: httpx.Client, product: dict[str, Any], discount: dict[str, Any] | None) -> dict[str, Any]:
    answer = admin.patch(f"/products/{product['id']}", json={"discount": discount})
    assert answer.status_code == 200, answer.text
    changed: dict[str, Any] = answer.json()
    return changed


def age(shop: Shop, product: dict[str, Any], days: int) -> None:
    """Makes all that happened to a product's prices so many days older."""
    variant_id = product["variants"][0]["id"]
    shop.execute(
        "UPDATE variants SET created_at = created_at - make_interval(days => $2) WHERE id = $1", variant_id, days
    )
    shop.execute(
        "UPDATE price_history SET changed_at = changed_at - make_interval(days => $2) WHERE variant_id = $1",
        variant_id,
        days,
    )


def history(shop: Shop, product: dict[str, Any]) -> list[tuple[int, bool]]:
    rows = shop.sql(
        "SELECT price, is_reduced FROM price_history WHERE variant_id = $1 ORDER BY changed_at",
        product["variants"][0]["id"],
    )
    return [(row["price"], row["is_reduced"]) for row in rows]


def lowest(product: dict[str, Any]) -> tuple[int | None, int | None]:
    return product["lowest_recent_price"], product["variants"][0]["lowest_recent_price"]


def test_a_discount_shows_the_lowest_price_of_the_thirty_days_before_it(shop: Shop, admin: httpx.Client) -> None:
    product = make_product(admin, price=1000)
    age(shop, product, 100)
    for price, days in ((500, 40), (800, 10), (1200, 10)):
        assert lowest(priced(admin, product, price=price)) == (None, None)
        age(shop, product, days)
    begun = discounted(admin, product, {"type": "percentage", "value": 20})
    assert (begun["price"], begun["compare_at_price"], lowest(begun)) == (960, 1200, (500, 500))
    # What it cost until 20 days before counts, what it cost until 31 days before does not.
    discounted(admin, product, None)
    age(shop, product, 11)
    begun = discounted(admin, product, {"type": "percentage", "value": 20})
    assert lowest(begun) == (800, 800)
    assert lowest(shop.guest().get(f"/products/{product['id']}").json()) == (800, 800)


def test_a_discount_that_deepens_or_lasts_is_compared_with_what_was_before_it(shop: Shop, admin: httpx.Client) -> None:
    product = make_product(admin, price=1000)
    discounted(admin, product, {"type": "percentage", "value": 10})
    age(shop, product, 50)
    deeper = discounted(admin, product, {"type": "fixed", "value": 400})
    assert (deeper["price"], lowest(deeper)) == (600, (1000, 1000))
    ended = discounted(admin, product, None)
    assert (ended["on_sale"], lowest(ended)) == (False, (None, None))
    age(shop, product, 5)
    again = discounted(admin, product, {"type": "percentage", "value": 1})
    assert (again["price"], lowest(again)) == (990, (600, 600))


def test_a_price_crossed_out_by_hand_is_a_reduction_too(shop: Shop, admin: httpx.Client) -> None:
    product = make_product(admin, price=1000)
    reduced = priced(admin, product, price=700, compare_at_price=1500)
    assert (reduced["compare_at_price"], reduced["on_sale"], lowest(reduced)) == (1500, True, (1000, 1000))
    assert lowest(priced(admin, product, compare_at_price=None)) == (None, None)


def test_what_was_never_sold_at_another_price_has_no_lower_one_to_show(admin: httpx.Client) -> None:
    product = make_product(admin, price=1000, discount={"type": "percentage", "value": 10})
    assert (product["price"], product["on_sale"], lowest(product)) == (900, True, (None, None))
    assert lowest(make_product(admin, variants=[{"price": 900, "compare_at_price": 1000}])) == (None, None)


def test_a_plain_product_writes_no_history_until_its_price_changes(shop: Shop, admin: httpx.Client) -> None:
    product = make_product(admin, price=1000)
    admin.patch(f"/products/{product['id']}", json={"name": "Renamed"})
    assert history(shop, product) == []
    priced(admin, product, price=900)
    assert history(shop, product) == [(1000, False), (900, False)]


def test_a_planned_discount_that_is_called_off_leaves_no_price(shop: Shop, admin: httpx.Client) -> None:
    product = make_product(admin, price=1000)
    planned = {"type": "fixed", "value": 300, "starts_at": soon(shop, 3600), "ends_at": soon(shop, 7200)}
    discounted(admin, product, planned)
    assert history(shop, product) == [(1000, False), (700, True), (1000, False)]
    discounted(admin, product, None)
    assert history(shop, product) == [(1000, False)]


@pytest.mark.parametrize("discount", [{"type": "percentage", "value": 25}, {"type": "fixed", "value": 500}])
def test_a_discount_begins_and_ends_by_itself_wherever_a_price_is_shown(
    shop: Shop, admin: httpx.Client, discount: dict[str, Any]
) -> None:
    tag = unique("sale")
    product = make_product(admin, price=2000, stock=50, tags=[tag])
    guest, buyer = shop.guest(), shop.guest()
    fill_cart(buyer, product["variants"][0]["id"])
    dated = {**discount, "starts_at": soon(shop, 1.5), "ends_at": soon(shop, 5)}
    assert discounted(admin, product, dated)["price"] == 2000

    def shown() -> tuple[Any, ...]:
        detail = guest.get(f"/products/{product['slug']}").json()
        found = [
            [p["price"] for p in guest.get("/products", params={"tag": tag, **params}).json()["items"]]
            for params in ({"on_sale": "true"}, {"on_sale": "false"}, {"max_price": 1500}, {"sort": "price"})
        ]
        return detail["price"], detail["lowest_recent_price"], *found

    before: tuple[Any, ...] = (2000, None, [], [2000], [], [2000])
    running: tuple[Any, ...] = (1500, 2000, [1500], [], [1500], [1500])
    assert shown() == before
    shop.until(lambda: shown() == running)
    assert buyer.get("/cart").json()["items"][0]["unit_price"] == 1500
    assert make_order(shop.guest(), product["variants"][0]["id"])["total"] == 1500
    shop.until(lambda: shown() == before)
    assert buyer.get("/cart").json()["items"][0]["unit_price"] == 2000
    assert make_order(shop.guest(), product["variants"][0]["id"])["total"] == 2000
    assert history(shop, product) == [(2000, False), (1500, True), (2000, False)]


@pytest.fixture(scope="module")
def quiet_shop(opener: ShopOpener) -> Iterator[Shop]:
    """Two api processes, and a worker that is stopped."""
    with opener(apis=2) as opened:
        worker = opened.processes.pop("worker")
        worker.terminate()
        worker.wait(30)
        yield opened


def test_the_price_charged_is_right_while_no_worker_runs(quiet_shop: Shop) -> None:
    admin = quiet_shop.admin()
    product = make_product(admin, price=2000)
    starts, ends = soon(quiet_shop, 1), soon(quiet_shop, 3)
    discounted(admin, product, {"type": "fixed", "value": 500, "starts_at": starts, "ends_at": ends})
    buyer = quiet_shop.guest()
    fill_cart(buyer, product["variants"][0]["id"])

    def in_cart() -> int:
        price: int = buyer.get("/cart").json()["items"][0]["unit_price"]
        return price

    quiet_shop.until(lambda: in_cart() == 1500)
    assert make_order(quiet_shop.guest(), product["variants"][0]["id"])["total"] == 1500
    quiet_shop.until(lambda: in_cart() == 2000)
    assert place_order(buyer).json()["total"] == 2000
    assert history(quiet_shop, product) == [(2000, False), (1500, True), (2000, False)]


def test_prices_and_discounts_changed_at_once_leave_a_true_history(quiet_shop: Shop) -> None:
    admin = quiet_shop.admin()
    token = admin.headers["authorization"].removeprefix("Bearer ")
    product = make_product(admin, price=1000)
    variant = f"/products/{product['id']}/variants/{product['variants'][0]['id']}"

    def change(number: int) -> int:
        client = quiet_shop.client(token, api=number % 2)
        if number % 3:
            return client.patch(variant, json={"price": 1000 + number}).status_code
        discount = {"type": "fixed", "value": 10 + number} if number % 2 else None
        return client.patch(f"/products/{product['id']}", json={"discount": discount}).status_code

    with concurrent.futures.ThreadPoolExecutor(8) as threads:
        assert set(threads.map(change, range(80))) == {200}
    # Edits past the commands too: whoever changes prices in bulk locks no product.
    edits = (
        "UPDATE variants SET price = price + 1 WHERE product_id = $1",
        "UPDATE products SET discount_type = 'fixed', discount_value = coalesce(discount_value, 0) + 1 WHERE id = $1",
    )
    with concurrent.futures.ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda n: quiet_shop.execute(edits[n % 2], product["id"]), range(20)))
    (present,) = quiet_shop.sql(
        "SELECT v.price - p.discount_value AS price FROM variants AS v JOIN products AS p ON p.id = v.product_id"
        " WHERE p.id = $1",
        product["id"],
    )
    assert history(quiet_shop, product)[-1] == (present["price"], True)
    assert "price_history_is_current" not in quiet_shop.cli("verify").stdout


def test_prices_are_forgotten_when_no_reduction_needs_them(opener: ShopOpener) -> None:
    with opener() as shop:
        admin = shop.admin()
        plain, reduced = make_product(admin, price=1000), make_product(admin, price=1000)
        for product in (plain, reduced):
            for price in (900, 800, 700):
                age(shop, product, 20)
                priced(admin, product, price=price)
        age(shop, reduced, 1)
        discounted(admin, reduced, {"type": "fixed", "value": 100})
        for product in (plain, reduced):
            age(shop, product, 35)
        worker = shop.processes["worker"]
        worker.terminate()
        worker.wait(30)
        shop.start_process("worker")
        shop.until(lambda: history(shop, plain) == [(700, False)])
        # The reduction began 35 days ago; from 65 days ago on every price may be asked for.
        assert history(shop, reduced) == [(900, False), (800, False), (700, False), (600, True)]
        assert lowest(admin.get(f"/products/{reduced['id']}").json()) == (700, 700)
        shop.assert_books_balance()
