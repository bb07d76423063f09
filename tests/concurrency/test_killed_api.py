"""An api process that dies in the middle of checkouts leaves no half order."""

import concurrent.futures
import secrets
from collections.abc import Iterator

import httpx
import pytest

from tests.conftest import ShopOpener
from tests.factories.catalogue import make_product
from tests.factories.orders import fill_cart, place_order
from tests.shop import Shop

pytestmark = pytest.mark.xdist_group("races")

BUYERS = 120


@pytest.fixture(scope="module")
def shop(opener: ShopOpener) -> Iterator[Shop]:
    with opener(apis=2) as opened:
        yield opened


def test_every_order_that_was_answered_is_there_and_the_books_balance(shop: Shop) -> None:
    variant_id = make_product(shop.admin(), stock=10_000)["variants"][0]["id"]
    guests = [shop.client() for _ in range(BUYERS)]
    with concurrent.futures.ThreadPoolExecutor(16) as threads:
        list(threads.map(lambda guest: fill_cart(guest, variant_id), guests))
    keys = [secrets.token_hex(8) for _ in guests]

    def buy(number: int) -> httpx.Response | None:
        try:
            return place_order(guests[number], key=keys[number])
        except httpx.TransportError:
            return None

    with concurrent.futures.ThreadPoolExecutor(24) as threads:
        pending = [threads.submit(buy, number) for number in range(BUYERS)]
        shop.until(lambda: sum(done.done() for done in pending) >= BUYERS // 4, seconds=60)
        shop.processes["api-0"].kill()
        shop.processes["api-0"].wait()
        shop.start_process("api-0")
        answers = [done.result() for done in pending]

    acknowledged = {a.json()["id"] for a in answers if a is not None and a.status_code == 201}
    assert BUYERS // 4 <= len(acknowledged) < BUYERS, "the process was to die in the middle"
    stored = {str(row["id"]) for row in shop.sql("SELECT id FROM orders")}
    assert acknowledged <= stored

    retried = [place_order(guests[number], key=keys[number]) for number in range(BUYERS)]
    assert {a.status_code for a in retried} == {201}
    assert len({a.json()["id"] for a in retried}) == BUYERS
    assert shop.sql("SELECT count(*) AS n FROM orders") == [{"n": BUYERS}]
    shop.assert_books_balance()
