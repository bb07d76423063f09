"""Closing an account for good: the person is forgotten, the books stay."""

from tests.conftest import ShopOpener
from tests.factories.accounts import log_in, make_user, new_address, refresh, register
from tests.factories.catalogue import make_product
from tests.factories.pricing import apply_coupon, make_coupon
from tests.shop import Shop

ADDRESS = {"full_name": "Ada Byron", "line1": "1 Square", "city": "London", "postal_code": "SW1Y 4JH", "country": "GB"}


def test_the_account_is_gone_at_once_and_its_address_is_free_again(shop: Shop) -> None:
    email = make_user(shop)
    tokens = log_in(shop, email)
    client = shop.client(tokens["access_token"])
    client.post("/addresses", json=ADDRESS)
    assert client.delete("/auth/me").status_code == 204
    assert client.get("/auth/me").status_code == 401
    assert refresh(shop, tokens["refresh_token"]).status_code == 401
    assert register(shop, email).status_code == 202
    shop.wait_mail(email, "24 hours")


def test_nothing_of_the_person_is_left_but_the_books_are(shop: Shop) -> None:
    admin, email, name = shop.admin(), make_user(shop, full_name="Augusta Unmistakable"), "Augusta Unmistakable"
    tokens = log_in(shop, email, device="an unmistakable device")
    client = shop.client(tokens["access_token"])
    variant = make_product(admin, stock=9)["variants"][0]["id"]
    orders = []
    coupon = make_coupon(admin)
    for _ in range(2):
        client.post("/cart/add", json={"variant_id": variant, "quantity": 1})
        apply_coupon(client, coupon["code"])
        body = {"shipping_address": {**ADDRESS, "full_name": name}, "payment_method": "manual"}
        orders.append(client.post("/orders", json=body).json())
    client.post("/cart/add", json={"variant_id": variant, "quantity": 1})
    done, under_way = orders
    for status in ("processing", "shipped", "delivered"):
        assert admin.put(f"/orders/{done['id']}/status", json={"status": status}).status_code == 200
    shop.drain()
    assert client.delete("/auth/me").status_code == 204
    shop.drain()
    left = admin.get(f"/orders/{done['id']}").json()
    assert (left["total"], left["items"][0]["sku"]) == (done["total"], done["items"][0]["sku"])
    assert (left["email"], left["shipping_address"]["full_name"]) == ("erased@erased.invalid", "Erased")
    assert left["shipping_address"]["country"] == "GB"
    # What is under way still has to arrive.
    assert admin.get(f"/orders/{under_way['id']}").json()["shipping_address"]["full_name"] == name
    assert admin.post(f"/orders/{under_way['id']}/cancel").status_code == 200
    shop.execute("UPDATE orders SET updated_at = updated_at WHERE id = $1", under_way["id"])
    other = shop.customer()
    assert other.delete("/auth/me").status_code == 204, "whose erasure looks at everybody's finished orders"
    shop.drain()
    tables = (
        "users",
        "sessions",
        "orders",
        "addresses",
        "carts",
        "guesses",
        "order_events",
        "audit_log",
        "coupon_redemptions",
    )
    for table in tables:
        text = "".join(str(row["text"]) for row in shop.sql(f"SELECT t::text AS text FROM {table} AS t"))
        for trace in (email, name, "unmistakable device"):
            assert trace not in text, table


def test_the_last_admin_stays(opener: ShopOpener) -> None:
    with opener() as fresh:
        first = fresh.admin()
        refused = first.delete("/auth/me")
        assert (refused.status_code, refused.json()["code"]) == (409, "last_admin")
        second = fresh.admin()
        assert first.delete("/auth/me").status_code == 204
        assert second.delete("/auth/me").status_code == 409


def test_everybody_takes_away_what_is_kept_about_him(shop: Shop) -> None:
    email = make_user(shop, new_address())
    client = shop.client(log_in(shop, email, device="a telephone")["access_token"])
    variant = make_product(shop.admin(), stock=9)["variants"][0]
    client.post("/addresses", json=ADDRESS)
    client.post("/cart/add", json={"variant_id": variant["id"], "quantity": 2})
    placed = client.post("/orders", json={"shipping_address": ADDRESS, "payment_method": "manual"}).json()
    client.post("/cart/add", json={"variant_id": variant["id"], "quantity": 1})
    answer = client.get("/auth/me/export")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["cache-control"] == "no-store"
    data = answer.json()
    assert data["profile"]["email"] == email
    assert [a["city"] for a in data["addresses"]] == ["London"]
    assert data["sessions"][0]["device"] == "a telephone"
    assert data["cart"] == [{"sku": variant["sku"], "quantity": 1}]
    assert [(o["number"], o["items"][0]["quantity"]) for o in data["orders"]] == [(placed["number"], 2)]
    assert "password_hash" not in answer.text
    assert "secret" not in answer.text
