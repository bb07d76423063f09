"""Stock lies at several locations; sales take it in their order, and what comes back goes where it was."""

from collections.abc import Iterator

import httpx
import pytest

from tests.conftest import ShopOpener
from tests.factories.catalogue import make_product
from tests.factories.orders import make_order
from tests.inventory.stock_keeping import adjust, default_location, ledger, open_location, shares, transfer
from tests.shop import Shop, unique


@pytest.fixture(scope="module")
def shop(opener: ShopOpener) -> Iterator[Shop]:
    """A shop whose locations no other test uses up in another order."""
    with opener() as opened:
        yield opened
        opened.assert_books_balance()


@pytest.fixture(scope="module")
def admin(shop: Shop) -> httpx.Client:
    return shop.admin()


@pytest.fixture(scope="module")
def main(admin: httpx.Client) -> str:
    return default_location(admin)


@pytest.fixture(scope="module")
def north(admin: httpx.Client) -> str:
    return open_location(admin, position=10)


@pytest.fixture(scope="module")
def south(admin: httpx.Client) -> str:
    return open_location(admin, position=20)


def variant(admin: httpx.Client, stock: int = 0) -> str:
    return str(make_product(admin, stock=stock)["variants"][0]["id"])


def test_every_shop_has_a_default_location_that_holds_all(admin: httpx.Client, main: str) -> None:
    variant_id = variant(admin, 4)
    assert shares(admin, variant_id) == {main: 4}
    assert [m["location_id"] for m in ledger(admin, variant_id=variant_id)] == [main]


def test_a_line_is_taken_whole_from_the_first_location_that_has_all_of_it(
    shop: Shop, admin: httpx.Client, main: str, north: str, south: str
) -> None:
    variant_id = variant(admin, 2)
    adjust(admin, variant_id, delta=3, location_id=north)
    adjust(admin, variant_id, delta=9, location_id=south)
    order = make_order(shop.customer(), variant_id, 3)
    assert shares(admin, variant_id) == {main: 2, south: 9}
    (item,) = admin.get(f"/orders/{order['id']}").json()["items"]
    assert [(part["location_id"], part["quantity"]) for part in item["taken_from"]] == [(north, 3)]


def test_what_no_location_has_whole_is_taken_in_order_and_comes_back_to_where_it_was(
    shop: Shop, admin: httpx.Client, main: str, north: str, south: str
) -> None:
    variant_id = variant(admin, 2)
    adjust(admin, variant_id, delta=3, location_id=north)
    adjust(admin, variant_id, delta=4, location_id=south)
    customer = shop.customer()
    order = make_order(customer, variant_id, 6)
    assert shares(admin, variant_id) == {south: 3}
    assert sorted((m["location_id"], m["delta"]) for m in ledger(admin, order_id=order["id"])) == sorted(
        [(main, -2), (north, -3), (south, -1)]
    )
    assert "taken_from" not in customer.get(f"/orders/{order['id']}").json()["items"][0]
    assert customer.post(f"/orders/{order['id']}/cancel").status_code == 200
    assert shares(admin, variant_id) == {main: 2, north: 3, south: 4}


def test_parts_of_a_line_come_back_one_refund_after_the_other(
    shop: Shop, admin: httpx.Client, main: str, north: str
) -> None:
    variant_id = variant(admin, 1)
    adjust(admin, variant_id, delta=2, location_id=north)
    order = make_order(shop.customer(), variant_id, 3)
    admin.post(f"/orders/{order['id']}/payments", json={"amount": order["total"]})
    assert shares(admin, variant_id) == {}
    for expected in ({main: 1}, {main: 1, north: 1}, {main: 1, north: 2}):
        item = {"item_id": order["items"][0]["id"], "quantity": 1, "restock": True}
        refunded = admin.post(f"/orders/{order['id']}/refund", json={"items": [item], "reason": "sent back"})
        assert refunded.status_code == 201, refunded.text
        assert shares(admin, variant_id) == expected


def test_a_transfer_moves_and_keeps_the_total(admin: httpx.Client, main: str, north: str, south: str) -> None:
    first, second = variant(admin, 5), variant(admin, 5)
    moved = transfer(admin, main, north, (first, 4), (second, 5))
    assert moved.status_code == 201, moved.text
    assert (shares(admin, first), shares(admin, second)) == ({main: 1, north: 4}, {north: 5})
    assert transfer(admin, north, south, (first, 1)).status_code == 201
    assert transfer(admin, north, main, (second, 5)).status_code == 201
    assert (shares(admin, first), shares(admin, second)) == ({main: 1, north: 3, south: 1}, {main: 5})
    lines = [m for m in ledger(admin, variant_id=first, reason="transfer") if m["reference_id"] == moved.json()["id"]]
    assert sorted((m["location_id"], m["delta"]) for m in lines) == sorted([(main, -4), (north, 4)])


def test_a_transfer_of_more_than_there_is_moves_nothing(admin: httpx.Client, main: str, north: str) -> None:
    first, second = variant(admin, 5), variant(admin, 1)
    refused = transfer(admin, main, north, (first, 4), (second, 2))
    assert (refused.status_code, refused.json()["code"]) == (409, "negative_stock")
    assert refused.json()["lines"] == [{"variant_id": second, "requested": 2, "on_hand": 1}]
    assert shares(admin, first) == {main: 5}
    assert transfer(admin, main, main, (first, 1)).status_code == 422
    assert transfer(admin, main, north, (first, 1), (first, 1)).status_code == 422


def test_adjustments_at_a_location_count_there(admin: httpx.Client, main: str, north: str) -> None:
    variant_id = variant(admin, 5)
    assert adjust(admin, variant_id, on_hand=3, expected=0, location_id=north).json()["on_hand"] == 8
    refused = adjust(admin, variant_id, delta=-4, location_id=north)
    assert (refused.status_code, refused.json()["code"], refused.json()["on_hand"]) == (409, "negative_stock", 3)
    changed = adjust(admin, variant_id, on_hand=9, expected=8, location_id=main)
    assert (changed.status_code, changed.json()["on_hand"]) == (409, 5)
    # Without a location what comes in lies at the default one, and what goes is taken as a sale would.
    adjust(admin, variant_id, delta=1)
    adjust(admin, variant_id, delta=-8)
    assert shares(admin, variant_id) == {north: 1}


def test_only_an_empty_location_goes_out_of_use(shop: Shop, admin: httpx.Client, main: str) -> None:
    place = open_location(admin, code=unique("old"), country="DE", region="Bavaria")
    variant_id = variant(admin)
    adjust(admin, variant_id, delta=1, location_id=place)
    path = f"/admin/inventory/locations/{place}"
    refused = admin.patch(path, json={"is_active": False})
    assert (refused.status_code, refused.json()["code"]) == (409, "location_in_use")
    order = make_order(shop.customer(), variant_id)
    assert admin.patch(path, json={"is_active": False}).json()["is_active"] is False
    assert adjust(admin, variant_id, delta=1, location_id=place).json()["code"] == "location_inactive"
    other = variant(admin, 1)
    assert transfer(admin, main, place, (other, 1)).json()["code"] == "location_inactive"
    admin.post(f"/orders/{order['id']}/cancel")
    assert shares(admin, variant_id) == {main: 1}, "what was taken from there comes back to the default location"
    assert admin.delete(path).json()["code"] == "location_in_use"
    assert admin.patch(f"/admin/inventory/locations/{main}", json={"is_active": False}).status_code == 409
    assert admin.delete(f"/admin/inventory/locations/{main}").status_code == 409
    written = shop.sql("SELECT action FROM audit_log WHERE object_id = $1 ORDER BY id", place)
    assert [entry["action"] for entry in written] == ["stock_location.create", "stock_location.update"]


def test_a_location_that_was_never_used_can_be_deleted_and_its_code_is_free(admin: httpx.Client) -> None:
    code = unique("brief")
    place = open_location(admin, code=code)
    taken = admin.post("/admin/inventory/locations", json={"code": code, "name": "Twice"})
    assert (taken.status_code, taken.json()["code"]) == (409, "location_code_taken")
    assert admin.delete(f"/admin/inventory/locations/{place}").status_code == 204
    open_location(admin, code=code)


def test_admins_and_the_vendor_see_where_a_variant_lies(shop: Shop, admin: httpx.Client, main: str, north: str) -> None:
    product = make_product(admin, stock=2)
    variant_id = product["variants"][0]["id"]
    adjust(admin, variant_id, delta=3, location_id=north)
    (shown,) = admin.get(f"/products/{product['id']}").json()["variants"]
    assert shown["available"] == 5
    assert [(share["location_id"], share["on_hand"]) for share in shown["locations"]] == [(main, 2), (north, 3)]
    (hidden,) = shop.guest().get(f"/products/{product['id']}").json()["variants"]
    assert hidden["available"] is None
    assert "locations" not in hidden
