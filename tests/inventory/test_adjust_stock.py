"""Stock is adjusted by a difference or against an expectation, and the ledger tells."""

import concurrent.futures

import httpx
import pytest

from tests.factories.catalogue import make_product
from tests.shop import Shop


@pytest.fixture(scope="module")
def admin(shop: Shop) -> httpx.Client:
    return shop.admin()


@pytest.fixture
def variant_id(admin: httpx.Client) -> str:
    found: str = make_product(admin, stock=10)["variants"][0]["id"]
    return found


def adjust(admin: httpx.Client, variant_id: str, **body: object) -> httpx.Response:
    return admin.post("/admin/inventory/adjust", json={"variant_id": variant_id, "reason": "counted", **body})


def test_a_difference_is_added_and_written_down(shop: Shop, admin: httpx.Client, variant_id: str) -> None:
    assert adjust(admin, variant_id, delta=-3).json() == {"variant_id": variant_id, "on_hand": 7, "delta": -3}
    ledger = admin.get("/admin/inventory/movements", params={"variant_id": variant_id}).json()["items"]
    assert [(m["delta"], m["reason"], m["note"]) for m in ledger] == [
        (-3, "adjustment", "counted"),
        (10, "initial", None),
    ]
    audit = shop.sql("SELECT action, before, after FROM audit_log WHERE object_id = $1", variant_id)
    assert [entry["action"] for entry in audit] == ["inventory.adjust"]


def test_a_number_is_set_only_where_the_expected_one_was_there(admin: httpx.Client, variant_id: str) -> None:
    assert adjust(admin, variant_id, on_hand=4, expected=10).json()["delta"] == -6
    refused = adjust(admin, variant_id, on_hand=8, expected=10)
    assert (refused.status_code, refused.json()["code"], refused.json()["on_hand"]) == (409, "stock_changed", 4)


def test_less_than_nothing_is_refused(admin: httpx.Client, variant_id: str) -> None:
    refused = adjust(admin, variant_id, delta=-11)
    assert (refused.status_code, refused.json()["code"]) == (409, "negative_stock")


@pytest.mark.parametrize("body", [{}, {"delta": 1, "on_hand": 2, "expected": 1}, {"on_hand": 3}, {"delta": 2**40}])
def test_half_an_adjustment_is_invalid(admin: httpx.Client, variant_id: str, body: dict[str, int]) -> None:
    assert adjust(admin, variant_id, **body).status_code == 422


def test_parallel_adjustments_all_count(shop: Shop, admin: httpx.Client, variant_id: str) -> None:
    clients = [shop.client(admin.headers["authorization"].removeprefix("Bearer ")) for _ in range(10)]
    with concurrent.futures.ThreadPoolExecutor(10) as threads:
        answers = list(threads.map(lambda c: adjust(c, variant_id, delta=1).status_code, clients))
    assert answers == [200] * 10
    assert adjust(admin, variant_id, on_hand=0, expected=20).status_code == 200


def test_admins_only(shop: Shop, variant_id: str) -> None:
    assert adjust(shop.customer(), variant_id, delta=1).status_code == 403
    assert adjust(shop.guest(), variant_id, delta=1).status_code == 401
