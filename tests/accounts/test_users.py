"""Users as admins see and change them."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import httpx

from tests.conftest import ShopOpener
from tests.factories.accounts import log_in, make_user, refresh
from tests.factories.catalogue import make_product
from tests.factories.orders import make_order
from tests.shop import PASSWORD, Shop, unique

Person = tuple[httpx.Client, str, UUID]


def test_users_are_found_by_a_part_of_name_or_address(shop: Shop) -> None:
    admin, mark = shop.admin(), unique("Zed")
    email = make_user(shop, full_name=f"Ada {mark}")
    for search in (mark, mark.upper(), email[:18], email):
        (found,) = admin.get("/admin/users", params={"q": search}).json()["items"]
        assert (found["email"], found["role"], found["status"]) == (email, "customer", "active")
        assert admin.get(f"/admin/users/{found['id']}").json() == found
    assert admin.get("/admin/users", params={"q": "%"}).json()["items"] == []
    assert admin.get("/admin/users", params={"q": mark, "role": "admin"}).json()["total"] == 0
    assert admin.get(f"/admin/users/{uuid4()}").status_code == 404


def test_users_are_paged_newest_first(shop: Shop) -> None:
    admin, mark = shop.admin(), unique("page")
    emails = [make_user(shop, f"{mark}-{n}@shop.example") for n in range(3)]
    first = admin.get("/admin/users", params={"q": mark, "limit": 2}).json()
    rest = admin.get("/admin/users", params={"q": mark, "limit": 2, "cursor": first["next_cursor"]}).json()
    assert [user["email"] for user in first["items"] + rest["items"]] == emails[::-1]
    assert (first["total"], rest["next_cursor"]) == (3, None)


def test_t_az_08_nothing_secret_is_shown_of_a_user(shop: Shop) -> None:
    admin = shop.admin()
    text = admin.get("/admin/users").text
    for word in ("hash", "secret", "otp", "token", "argon2"):
        assert word not in text


def test_t_auth_14_another_role_is_felt_by_the_next_request(shop: Shop) -> None:
    admin = shop.admin()
    client, _, user_id = shop.user("customer")
    assert client.get("/admin/users").status_code == 403
    changed = admin.put(f"/admin/users/{user_id}/role", json={"role": "admin"})
    assert (changed.status_code, changed.json()["role"]) == (200, "admin")
    assert client.get("/admin/users").status_code == 200
    admin.put(f"/admin/users/{user_id}/role", json={"role": "customer"})
    assert client.get("/admin/users").status_code == 403


def test_t_auth_15_a_closed_account_is_out_at_once_and_comes_back_when_opened(shop: Shop) -> None:
    admin, email = shop.admin(), make_user(shop)
    tokens = log_in(shop, email)
    client = shop.client(tokens["access_token"])
    user_id = client.get("/auth/me").json()["id"]
    assert admin.put(f"/admin/users/{user_id}/status", json={"status": "disabled"}).json()["status"] == "disabled"
    assert client.get("/auth/me").status_code == 401
    assert refresh(shop, tokens["refresh_token"]).status_code == 401
    assert shop.guest().post("/auth/login", json={"email": email, "password": PASSWORD}).status_code == 401
    admin.put(f"/admin/users/{user_id}/status", json={"status": "active"})
    assert client.get("/auth/me").status_code == 401, "its sessions are over"
    log_in(shop, email)


def test_a_vendor_gets_a_vendors_page_or_joins_one(shop: Shop) -> None:
    admin = shop.admin()
    users = [shop.user("customer")[2] for _ in range(2)]
    first = admin.put(f"/admin/users/{users[0]}/role", json={"role": "vendor"}).json()
    joined = admin.put(f"/admin/users/{users[1]}/role", json={"role": "vendor", "vendor_id": first["vendor_id"]}).json()
    assert first["vendor_id"] is not None
    assert joined["vendor_id"] == first["vendor_id"]
    nobody = admin.put(f"/admin/users/{users[1]}/role", json={"role": "vendor", "vendor_id": str(uuid4())})
    assert nobody.json()["errors"][0]["path"] == "vendor_id"
    assert admin.put(f"/admin/users/{users[1]}/role", json={"role": "customer"}).json()["vendor_id"] is None


def test_t_az_06_nobody_changes_his_own_role_or_status(shop: Shop) -> None:
    admin, _, own_id = shop.user("admin")
    for path, body in (("role", {"role": "customer"}), ("status", {"status": "disabled"})):
        refused = admin.put(f"/admin/users/{own_id}/{path}", json=body)
        assert (refused.status_code, refused.json()["code"]) == (403, "own_account")


def test_t_az_06_of_two_admins_who_remove_each_other_one_stays(opener: ShopOpener) -> None:
    def remove(actor: Person, other: Person, path: str) -> httpx.Response:
        body = {"role": "customer"} if path == "role" else {"status": "disabled"}
        return actor[0].put(f"/admin/users/{other[2]}/{path}", json=body)

    with opener() as fresh:
        for path in ("role", "status") * 3:
            people = [fresh.user("admin") for _ in range(2)]
            with ThreadPoolExecutor(2) as pool:
                answers = list(pool.map(remove, people, people[::-1], [path, path]))
            assert sorted(answer.status_code for answer in answers) in ([200, 401], [200, 403])
            (left,) = fresh.sql("SELECT count(*) AS n FROM users WHERE role = 'admin' AND status = 'active'")
            assert left["n"] == 1
            fresh.execute("UPDATE users SET role = 'customer' WHERE role = 'admin'")


def test_an_admin_sees_what_a_user_bought_and_where_he_is_signed_in(shop: Shop) -> None:
    admin = shop.admin()
    customer, address, user_id = shop.user("customer")
    variant_id = make_product(admin, stock=9, price=700)["variants"][0]["id"]
    kept, cancelled = make_order(customer, variant_id, 2), make_order(customer, variant_id)
    customer.post(f"/orders/{cancelled['id']}/cancel")
    admin.post(f"/orders/{kept['id']}/payments", json={"amount": kept["total"]})
    admin.post(f"/orders/{kept['id']}/refund", json={"amount": 300, "reason": "scratched"})
    for user in (
        admin.get(f"/admin/users/{user_id}").json(),
        admin.get("/admin/users", params={"q": address}).json()["items"][0],
    ):
        assert (user["orders"], user["spent"]) == (1, kept["total"] - 300)
        assert user["last_order_at"] == kept["placed_at"]
    second = shop.login(address)
    assert len(admin.get(f"/admin/users/{user_id}/sessions").json()["items"]) == 2
    assert admin.delete(f"/admin/users/{user_id}/sessions").status_code == 204
    assert admin.get(f"/admin/users/{user_id}/sessions").json()["items"] == []
    for client in (customer, second):
        assert client.get("/auth/me").status_code == 401
    entry = admin.get("/admin/audit-log", params={"object_id": str(user_id), "action": "user.end_sessions"}).json()
    assert len(entry["items"]) == 1
