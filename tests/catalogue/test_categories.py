"""The tree of categories: moved, counted, never closed to a circle."""

import collections
import concurrent.futures

import httpx
import pytest

from tests.factories.catalogue import make_category, make_product
from tests.shop import Shop, unique


@pytest.fixture(scope="module")
def admin(shop: Shop) -> httpx.Client:
    return shop.admin()


def test_products_count_in_their_category_and_in_those_above(shop: Shop, admin: httpx.Client) -> None:
    top = make_category(admin)
    middle = make_category(admin, parent_id=top["id"])
    leaf = make_category(admin, parent_id=middle["id"])
    make_product(admin, category_id=leaf["id"])
    make_product(admin, category_id=leaf["id"], status="draft")
    guest = shop.guest()
    assert [guest.get(f"/categories/{c['slug']}").json()["product_count"] for c in (top, middle, leaf)] == [1, 1, 1]
    assert [b["id"] for b in guest.get(f"/categories/{leaf['id']}").json()["breadcrumb"]] == [
        top["id"],
        middle["id"],
        leaf["id"],
    ]
    tree = {node["id"]: node for node in guest.get("/categories", params={"tree": "true"}).json()["items"]}
    assert tree[top["id"]]["children"][0]["children"][0]["id"] == leaf["id"]


def test_moving_a_category_takes_its_products_along(shop: Shop, admin: httpx.Client) -> None:
    here, there = make_category(admin), make_category(admin)
    moved = make_category(admin, parent_id=here["id"])
    product = make_product(admin, category_id=moved["id"])
    admin.put(f"/categories/{moved['id']}", json={"name": "Moved", "parent_id": there["id"]})
    guest = shop.guest()

    def found(category: dict[str, str]) -> list[str]:
        return [p["id"] for p in guest.get("/products", params={"category": category["slug"]}).json()["items"]]

    assert (found(here), found(there)) == ([], [product["id"]])
    assert guest.get(f"/products/{product['id']}").json()["category"]["name"] == "Moved"


def test_t_in_18_no_category_stands_within_itself(admin: httpx.Client) -> None:
    top = make_category(admin)
    below = make_category(admin, parent_id=top["id"])
    deepest = make_category(admin, parent_id=below["id"])
    for parent in (top, below, deepest):
        answer = admin.put(f"/categories/{top['id']}", json={"name": "Top", "parent_id": parent["id"]})
        assert (answer.status_code, answer.json()["code"]) == (422, "category_cycle")


def test_t_in_18_two_moves_at_once_close_no_circle(shop: Shop, admin: httpx.Client) -> None:
    token = admin.headers["authorization"].removeprefix("Bearer ")
    for _ in range(10):
        a, b = make_category(admin), make_category(admin)
        clients = [shop.client(token), shop.client(token)]

        def move(
            number: int, pair: tuple[dict[str, str], dict[str, str]] = (a, b), clients: list[httpx.Client] = clients
        ) -> int:
            child, parent = pair[number], pair[1 - number]
            body = {"name": child["name"], "parent_id": parent["id"]}
            return clients[number].put(f"/categories/{child['id']}", json=body).status_code

        with concurrent.futures.ThreadPoolExecutor(2) as threads:
            assert sorted(threads.map(move, range(2))) == [200, 422]


def test_a_category_in_use_stays(admin: httpx.Client) -> None:
    used = make_category(admin)
    make_product(admin, category_id=used["id"], status="draft")
    refused = admin.delete(f"/categories/{used['id']}")
    assert (refused.status_code, refused.json()["code"]) == (409, "category_in_use")
    empty = make_category(admin)
    assert admin.delete(f"/categories/{empty['id']}").status_code == 204
    assert admin.delete(f"/categories/{empty['id']}").status_code == 404


def test_t_in_18_the_tree_has_a_depth(admin: httpx.Client) -> None:
    parent, statuses = None, []
    for _ in range(18):
        answer = admin.post("/categories", json={"name": "Deep", "parent_id": parent})
        statuses.append(answer.status_code)
        parent = answer.json().get("id", parent)
    assert statuses == [201] * 16 + [422] * 2


def test_t_in_18_a_move_cannot_make_the_tree_deeper_than_it_may_be(admin: httpx.Client) -> None:
    """What is moved brings along all that is below it."""

    def chain(length: int) -> list[str]:
        ids: list[str] = []
        for _ in range(length):
            ids.append(make_category(admin, parent_id=ids[-1] if ids else None)["id"])
        return ids

    tall, other = chain(10), chain(7)
    refused = admin.put(f"/categories/{other[0]}", json={"name": "Moved", "parent_id": tall[-1]})
    assert (refused.status_code, refused.json()["errors"][0]["path"]) == (422, "parent_id")
    assert admin.put(f"/categories/{other[0]}", json={"name": "Moved", "parent_id": tall[-2]}).status_code == 200
    assert len(admin.get(f"/categories/{other[-1]}").json()["breadcrumb"]) == 16


def test_t_in_22_one_of_twenty_categories_with_the_same_slug_is_made(shop: Shop, admin: httpx.Client) -> None:
    token = admin.headers["authorization"].removeprefix("Bearer ")
    clients = [shop.client(token) for _ in range(20)]
    body = {"name": "Race", "slug": unique("race")}
    with concurrent.futures.ThreadPoolExecutor(20) as threads:
        statuses = collections.Counter(threads.map(lambda c: c.post("/categories", json=body).status_code, clients))
    assert statuses == {201: 1, 409: 19}


def test_admins_only(shop: Shop) -> None:
    assert shop.vendor().post("/categories", json={"name": "x"}).status_code == 403
    assert shop.guest().post("/categories", json={"name": "x"}).status_code == 401
