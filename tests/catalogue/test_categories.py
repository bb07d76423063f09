"""The tree of categories: moved, counted, never closed to a circle."""

import collections
import concurrent.futures
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.conftest import ShopOpener
from tests.factories.catalogue import make_category, make_product
from tests.shop import Shop, unique


@pytest.fixture(scope="module")
def admin(shop: Shop) -> httpx.Client:
    return shop.admin()


@pytest.fixture(scope="module")
def busy_shop(opener: ShopOpener) -> Iterator[Shop]:
    with opener(apis=2) as opened:
        yield opened


def counts(client: httpx.Client, category: dict[str, Any]) -> tuple[int, int]:
    found = client.get(f"/categories/{category['id']}").json()
    return found["own_product_count"], found["product_count"]


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


def test_counts_follow_what_becomes_of_a_product(shop: Shop, admin: httpx.Client) -> None:
    top, other, tag = make_category(admin), make_category(admin), unique("tag")
    leaf = make_category(admin, parent_id=top["id"])
    guest = shop.guest()

    def shown() -> tuple[Any, ...]:
        tags = {t["value"]: t["count"] for t in guest.get("/tags").json()["items"]}
        return counts(guest, top), counts(guest, leaf), counts(guest, other), tags.get(tag, 0)

    products = [make_product(admin, category_id=leaf["id"], tags=[tag, "common"], stock=0) for _ in range(2)]
    make_product(admin, category_id=top["id"])
    assert shown() == ((1, 3), (2, 2), (0, 0), 2)
    first, second = (f"/products/{product['id']}" for product in products)
    admin.patch(first, json={"category_id": other["id"]})
    assert shown() == ((1, 2), (1, 1), (1, 1), 2)
    admin.patch(first, json={"status": "draft", "tags": []})
    assert shown() == ((1, 2), (1, 1), (0, 0), 1)
    admin.patch(first, json={"status": "active"})
    admin.put(f"/categories/{other['id']}", json={"name": "Moved", "parent_id": leaf["id"]})
    assert shown() == ((1, 3), (1, 2), (1, 1), 1)
    admin.delete(second)
    assert shown() == ((1, 2), (0, 1), (1, 1), 0)
    listed = {c["id"]: c for c in guest.get("/categories").json()["items"]}
    assert (listed[leaf["id"]]["own_product_count"], listed[leaf["id"]]["product_count"]) == (0, 1)


def test_counts_of_a_popular_category_are_exact_whoever_adds_to_it(busy_shop: Shop) -> None:
    """From two processes at once, while the worker adds up what came before."""
    admin = busy_shop.admin()
    token = admin.headers["authorization"].removeprefix("Bearer ")
    top, tag = make_category(admin), unique("tag")
    leaf = make_category(admin, parent_id=top["id"])

    def add(number: int) -> None:
        client = busy_shop.client(token, api=number % 2)
        product = make_product(client, category_id=leaf["id"], tags=[tag])
        if number % 4 == 0:
            assert client.delete(f"/products/{product['id']}").status_code == 204

    def is_folded() -> bool:
        row = busy_shop.sql("SELECT count(*) AS rows FROM category_tallies WHERE category_id = $1", top["id"])
        return bool(row[0]["rows"] == 1)

    with concurrent.futures.ThreadPoolExecutor(8) as threads:
        list(threads.map(add, range(120)))
    assert (counts(admin, leaf), counts(admin, top)) == ((90, 90), (0, 90))
    busy_shop.until(is_folded)
    assert (counts(admin, leaf), counts(admin, top)) == ((90, 90), (0, 90))
    assert {t["value"]: t["count"] for t in admin.get("/tags").json()["items"]}[tag] == 90
    busy_shop.assert_books_balance()


def test_a_category_of_many_products_moves_at_once_and_they_follow(busy_shop: Shop) -> None:
    admin, guest = busy_shop.admin(), busy_shop.guest()
    here, there = make_category(admin), make_category(admin)
    moved = make_category(admin, parent_id=here["id"])
    busy_shop.execute(
        "WITH made AS (INSERT INTO products (slug, name, status, category_id, currency)"
        " SELECT $1::text || '-many-' || n, 'Many', 'active', $2::uuid, 'USD' FROM generate_series(1, 1300) AS n"
        " RETURNING id), sold AS (INSERT INTO variants (product_id, sku, price) SELECT id, id::text, 100 FROM made"
        " RETURNING id) INSERT INTO inventory (variant_id) SELECT id FROM sold",
        moved["slug"],
        moved["id"],
    )
    busy_shop.execute(
        "SELECT refresh_product_documents(array_agg(id)) FROM products WHERE category_id = $1", moved["id"]
    )
    body = {"name": "Moved", "slug": unique("moved"), "parent_id": there["id"]}
    assert admin.put(f"/categories/{moved['id']}", json=body).status_code == 200
    new = make_product(admin, category_id=moved["id"])
    busy_shop.until(lambda: (counts(guest, here), counts(guest, there)) == ((0, 0), (0, 1301)), seconds=60)
    listed = guest.get("/products", params={"category": there["id"], "limit": 100}).json()
    assert listed["total"] == 1301
    assert {p["category"]["slug"] for p in listed["items"]} == {body["slug"]}
    assert new["id"] in [p["id"] for p in listed["items"]]
    busy_shop.assert_books_balance()


def test_products_that_come_while_their_category_moves_know_where_it_is(busy_shop: Shop) -> None:
    admin = busy_shop.admin()
    token = admin.headers["authorization"].removeprefix("Bearer ")
    tops = [make_category(admin) for _ in range(2)]
    child = make_category(admin, parent_id=tops[0]["id"])
    leaf = make_category(admin, parent_id=child["id"])

    def act(number: int) -> None:
        client = busy_shop.client(token, api=number % 2)
        if number % 3 == 0:
            body = {"name": child["name"], "parent_id": tops[number % 2]["id"]}
            assert client.put(f"/categories/{child['id']}", json=body).status_code == 200
        else:
            make_product(client, category_id=leaf["id"])

    with concurrent.futures.ThreadPoolExecutor(8) as threads:
        list(threads.map(act, range(90)))
    parent = admin.get(f"/categories/{child['id']}").json()["parent_id"]
    assert {top["id"]: counts(admin, top)[1] for top in tops} == {
        top["id"]: 60 if top["id"] == parent else 0 for top in tops
    }
    busy_shop.assert_books_balance()


def test_t_in_23_a_change_of_a_category_needs_the_version_it_was_made_on(shop: Shop, admin: httpx.Client) -> None:
    category = make_category(admin)
    path = f"/categories/{category['id']}"
    seen = admin.get(path)
    assert (seen.headers["cache-control"], seen.headers["etag"][0]) == ("private, no-store", '"')
    # What editors may name in If-Match is no tag of the bytes that everybody gets.
    assert shop.guest().get(path).headers["etag"] != seen.headers["etag"]
    saved = admin.put(path, json={"name": "First"}, headers={"If-Match": seen.headers["etag"]})
    assert (saved.status_code, saved.json()["name"]) == (200, "First")
    stale = {"If-Match": seen.headers["etag"]}
    late = admin.put(path, json={"name": "Second"}, headers=stale)
    assert (late.status_code, late.json()["code"]) == (412, "precondition_failed")
    assert admin.delete(path, headers=stale).status_code == 412
    assert admin.delete(path, headers={"If-Match": saved.headers["etag"]}).status_code == 204


def test_t_in_23_of_two_who_move_the_same_version_one_is_412(busy_shop: Shop) -> None:
    admin = busy_shop.admin()
    token = admin.headers["authorization"].removeprefix("Bearer ")
    clients = [busy_shop.client(token, api=number) for number in range(2)]
    for _ in range(5):
        path = f"/categories/{make_category(admin)['id']}"
        etag = admin.get(path).headers["etag"]

        def put(number: int, path: str = path, etag: str = etag) -> int:
            return clients[number].put(path, json={"name": f"No {number}"}, headers={"If-Match": etag}).status_code

        with concurrent.futures.ThreadPoolExecutor(2) as threads:
            assert sorted(threads.map(put, range(2))) == [200, 412]
