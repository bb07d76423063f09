"""T-STK-10: an order that is refused leaves the cart as it was."""

from typing import Any

import httpx
import pytest

from tests.factories.catalogue import make_product
from tests.factories.orders import fill_cart, make_order, place_order
from tests.shop import Shop


@pytest.fixture(scope="module")
def admin(shop: Shop) -> httpx.Client:
    return shop.admin()


def test_t_stk_10_an_empty_cart_is_refused(shop: Shop, admin: httpx.Client) -> None:
    customer = shop.customer()
    assert place_order(customer).json()["code"] == "cart_empty"
    fill_cart(customer, make_product(admin)["variants"][0]["id"])
    customer.delete("/cart/clear")
    answer = place_order(customer)
    assert (answer.status_code, answer.json()["code"]) == (409, "cart_empty")


@pytest.mark.parametrize("how", ["unpublished", "archived", "variant removed", "sold out", "too few left"])
def test_t_stk_10_what_cannot_be_bought_refuses_the_order_and_stays_in_the_cart(
    shop: Shop, admin: httpx.Client, how: str
) -> None:
    sizes = [{"options": {"size": size}, "price": 500, "stock": 2} for size in ("S", "M")]
    product: dict[str, Any] = make_product(admin, variants=sizes)
    variant_id, good = product["variants"][0]["id"], make_product(admin)["variants"][0]["id"]
    customer = shop.customer()
    fill_cart(customer, good, 1)
    fill_cart(customer, variant_id, 2)
    match how:
        case "unpublished":
            assert admin.patch(f"/products/{product['id']}", json={"status": "draft"}).status_code == 200
        case "archived":
            assert admin.delete(f"/products/{product['id']}").status_code in (200, 204)
        case "variant removed":
            assert admin.delete(f"/products/{product['id']}/variants/{variant_id}").status_code in (200, 204)
        case "sold out":
            make_order(shop.guest(), variant_id, 2)
        case _:
            make_order(shop.guest(), variant_id, 1)
    before = customer.get("/cart").json()
    assert [item["problem"] is None for item in before["items"]] == [True, False]
    answer = place_order(customer)
    assert (answer.status_code, answer.json()["code"]) == (409, "out_of_stock")
    assert customer.get("/cart").json() == before
    assert customer.get("/orders").json()["items"] == []


def test_t_stk_10_somebody_elses_token_orders_nothing_of_a_customers_cart(shop: Shop, admin: httpx.Client) -> None:
    owner, stranger = shop.customer(), shop.guest()
    fill_cart(owner, make_product(admin)["variants"][0]["id"], 1)
    user_id = owner.get("/auth/me").json()["id"]
    cart_id = str(shop.sql("SELECT id FROM carts WHERE user_id = $1", user_id)[0]["id"])
    stranger.headers["X-Cart-Token"] = cart_id
    assert place_order(stranger).json()["code"] == "cart_empty"
    other = shop.customer()
    other.post("/cart/sync", json={"cart_token": cart_id})
    assert other.get("/cart").json()["items"] == []
    assert len(owner.get("/cart").json()["items"]) == 1
