"""A shop may hide how many there are: no answer to a buyer names the number, admins still see it."""

from collections.abc import Iterator

import pytest

from tests.conftest import ShopOpener
from tests.factories.catalogue import make_product
from tests.factories.orders import fill_cart, place_order
from tests.shop import Shop


@pytest.fixture(scope="module")
def shop(opener: ShopOpener) -> Iterator[Shop]:
    with opener(ROWLOCK_HIDE_STOCK_COUNTS="true") as opened:
        yield opened


def test_no_answer_to_a_buyer_names_the_number(shop: Shop) -> None:
    admin, guest = shop.admin(), shop.guest()
    product = make_product(admin, stock=4217)
    variant_id = product["variants"][0]["id"]
    (item,) = fill_cart(guest, variant_id, 4000)["items"]
    assert (item["available"], item["problem"]) == (None, None)
    refused = guest.post("/cart/add", json={"variant_id": variant_id, "quantity": 1000})
    assert (refused.status_code, refused.json()["code"]) == (409, "insufficient_stock")
    many = guest.post("/cart/items", json={"items": [{"variant_id": variant_id, "quantity": 1000}]})
    admin.post("/admin/inventory/adjust", json={"variant_id": variant_id, "delta": -2100, "reason": "counted"})
    valid = guest.get("/cart/validate")
    assert [problem["code"] for problem in valid.json()["problems"]] == ["insufficient_stock"]
    short = [place_order(guest, key="hidden-counts-1") for _ in range(2)]
    assert [answer.json()["code"] for answer in short] == ["out_of_stock"] * 2
    shown = guest.get(f"/products/{product['id']}")
    for answer in (refused, many, valid, guest.get("/cart"), *short, shown):
        assert "4217" not in answer.text
        assert "2117" not in answer.text
    (seen,) = admin.get(f"/products/{product['id']}").json()["variants"]
    assert seen["available"] == 2117
