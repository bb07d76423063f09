"""Lists of orders: one's own, and the admin's."""

from tests.factories.catalogue import make_product
from tests.factories.orders import make_order
from tests.shop import Shop


def test_a_buyer_sees_his_own_orders_newest_first_and_page_by_page(shop: Shop) -> None:
    variant_id = make_product(shop.admin(), stock=50)["variants"][0]["id"]
    customer = shop.customer()
    placed = [make_order(customer, variant_id)["id"] for _ in range(5)]
    make_order(shop.customer(), variant_id)
    first = customer.get("/orders", params={"limit": 3}).json()
    assert (first["total"], first["total_capped"]) == (5, False)
    rest = customer.get("/orders", params={"limit": 3, "cursor": first["next_cursor"]}).json()
    assert [o["id"] for o in first["items"] + rest["items"]] == placed[::-1]
    assert rest["next_cursor"] is None
    by_page = customer.get("/orders", params={"limit": 3, "page": 2}).json()
    assert [o["id"] for o in by_page["items"]] == placed[1::-1]


def test_a_list_is_filtered_by_status_and_day(shop: Shop) -> None:
    admin = shop.admin()
    variant_id = make_product(admin, stock=50)["variants"][0]["id"]
    customer = shop.customer()
    kept, cancelled = make_order(customer, variant_id), make_order(customer, variant_id)
    customer.post(f"/orders/{cancelled['id']}/cancel")

    def ids(**params: str) -> list[str]:
        return [o["id"] for o in customer.get("/orders", params=params).json()["items"]]

    assert ids(status="cancelled") == [cancelled["id"]]
    assert ids(status="confirmed") == [kept["id"]]
    day = kept["placed_at"][:10]
    assert set(ids(**{"from": day, "to": day})) == {kept["id"], cancelled["id"]}
    assert ids(to="2020-01-01") == []
    assert customer.get("/orders", params={"status": "lost"}).status_code == 422
    assert customer.get("/orders", params={"from": "2026-02-30"}).status_code == 422
    history = customer.get("/orders/history").json()
    assert [o["id"] for o in history["items"]] == [cancelled["id"]]
    assert history["lifetime"]["orders"] == 1
    assert history["lifetime"]["spent"] == kept["total"]


def test_an_admin_sees_all_orders_and_finds_those_of_an_address(shop: Shop) -> None:
    admin = shop.admin()
    variant_id = make_product(admin, stock=50)["variants"][0]["id"]
    customer, address, _ = shop.user("customer")
    order = make_order(customer, variant_id)
    found = admin.get("/admin/orders", params={"email": address}).json()["items"]
    assert [(o["id"], o["email"], o["number"], o["item_count"]) for o in found] == [
        (order["id"], address, order["number"], 1)
    ]
    pending = admin.get("/admin/orders/pending", params={"limit": 100}).json()["items"]
    assert order["id"] in [o["id"] for o in pending]
    assert customer.get("/admin/orders").status_code == 403
    assert shop.guest().get("/admin/orders").status_code == 401


def test_t_az_09_a_name_in_a_path_wins_over_an_id_and_is_none(shop: Shop) -> None:
    admin = shop.admin()
    customer = shop.customer()
    order = make_order(customer, make_product(admin)["variants"][0]["id"])
    assert customer.get("/orders/history").json().keys() == {"items", "next_cursor", "lifetime"}
    assert customer.get(f"/orders/{order['id']}").json()["number"] == order["number"]
    assert customer.get("/orders/pending").status_code == 404
    waiting = admin.get("/admin/orders/pending").json()
    assert waiting.keys() == {"items", "total", "total_capped", "next_cursor", "by_age"}
    assert customer.get("/admin/orders/pending").status_code == 403
    assert admin.get(f"/admin/orders/{order['id']}").status_code == 404
    for path in ("/orders/history", "/orders/history/", "/admin/orders/pending"):
        assert admin.put(path, json={"status": "processing"}).status_code in (404, 405)
