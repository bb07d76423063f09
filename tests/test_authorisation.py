"""Who may what, for every operation of the API: walked as nobody, two customers, two vendors and an admin."""

import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.authorisation.table import OK, TABLE, Rule, Upload
from tests.authorisation.world import ADMIN, CALLERS, CUSTOMER, NOBODY, OTHER_CUSTOMER, VENDOR, World
from tests.shop import Shop

# One process makes the objects once.
pytestmark = pytest.mark.xdist_group("authorisation")

# Those who are refused come first, so that they meet the objects as they were made.
ORDER = sorted(CALLERS, key=lambda caller: caller in (CUSTOMER, VENDOR, ADMIN))
PLANTED = {
    "id": "018f0000-0000-7000-8000-000000000000",
    "user_id": "018f0000-0000-7000-8000-000000000000",
    "vendor_id": "018f0000-0000-7000-8000-000000000000",
    "role": "admin",
    "is_admin": True,
    "is_active": True,
    "email_verified": True,
    "password_hash": "x",
    "status": "delivered",
    "payment_status": "paid",
    "price": 1,
    "unit_price": 1,
    "discount": 1,
    "total": 1,
    "stock": 1000,
    "version": 1,
    "created_at": "2020-01-01T00:00:00Z",
}


@pytest.fixture(scope="module")
def world(shop: Shop) -> World:
    return World(shop)


@pytest.fixture(scope="module")
def described(shop: Shop) -> dict[str, Any]:
    found: dict[str, Any] = httpx.get(f"{shop.url}/openapi.json").json()
    return found


def operations(described: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{method.upper()} {path}": found for path, ways in described["paths"].items() for method, found in ways.items()
    }


def call(world: World, operation: str, caller: str, body: Any, *, is_new: bool = False) -> httpx.Response:
    client = world.stranger(caller) if is_new else world.client(caller)
    method = operation.partition(" ")[0]
    url = world.shop.url + world.path(operation)
    if isinstance(body, Upload):
        return client.request(method, url, files={"file": ("products.csv", body.data, "text/csv")})
    return client.request(method, url, json=body) if body is not None else client.request(method, url)


def outcome(rule: Rule, answer: httpx.Response) -> int:
    """OK where the call did what it is for."""
    wanted = (rule.answers,) if rule.answers is not None else range(200, 400)
    return OK if answer.status_code in wanted else answer.status_code


def test_t_az_01_every_operation_has_its_line_and_every_line_its_operation(described: dict[str, Any]) -> None:
    assert operations(described).keys() - TABLE.keys() == set(), "routes without a line in tests/authorisation/table.py"
    assert TABLE.keys() - operations(described).keys() == set(), "lines without a route"


@pytest.mark.parametrize("operation", TABLE)
def test_t_az_01_each_caller_may_what_the_table_says(world: World, operation: str) -> None:
    rule = TABLE[operation]
    found, problems = {}, {}
    for caller in ORDER:
        body = rule.body(world, caller) if rule.body is not None else None
        answer = call(world, operation, caller, body, is_new=rule.spoils_caller)
        found[caller] = outcome(rule, answer)
        problems[caller] = answer.text[:300]
        if answer.is_success and not operation.startswith("GET "):
            world.renew()
    assert found == rule.outcomes, problems


def test_t_az_03_no_body_takes_what_is_not_the_callers_to_say(world: World, described: dict[str, Any]) -> None:
    taken = []
    asked = 0
    for operation, found in operations(described).items():
        content = found.get("requestBody", {}).get("content", {})
        if "application/json" not in content:
            continue
        known = _fields(described, content["application/json"]["schema"])
        rule = TABLE[operation]
        caller = next(one for one in (ADMIN, CUSTOMER, VENDOR) if rule.outcomes[one] == OK)
        body = rule.body(world, caller) if rule.body is not None else {}
        for name, value in PLANTED.items():
            if name not in known:
                answer = call(world, operation, caller, body | {name: value})
                asked += 1
                errors = answer.json().get("errors", [{}]) if answer.status_code == 422 else [{}]
                if errors[0].get("path") != name:
                    taken.append((operation, name, answer.status_code, answer.text[:200]))
    assert taken == []
    assert asked > 400


def test_t_az_03_every_object_in_a_body_is_closed(described: dict[str, Any]) -> None:
    """Whatever a body holds at any depth: an object of named fields refuses others."""
    still_open, seen = set(), set()
    for operation, found in operations(described).items():
        content = found.get("requestBody", {}).get("content", {})
        for name, schema in _reached(described, content.get("application/json", {}).get("schema", {})):
            seen.add(name)
            if schema.get("properties") and schema.get("additionalProperties") is not False:
                still_open.add((operation, name))
    assert still_open == set()
    assert len(seen) > 25


def test_t_az_02_what_is_somebody_elses_is_neither_shown_nor_touched(world: World) -> None:
    """Every operation on an object of a customer, by another one; his rows are the same to the byte afterwards."""
    world.renew()
    targets = [one for one, rule in TABLE.items() if "{" in one and rule.outcomes[OTHER_CUSTOMER] == 404]
    assert len(targets) >= 9
    for operation in targets:
        world.path(operation)
    before = _rows(world)
    assert {row["what"] for row in before} == {"user", "address", "session", "order", "line", "cart"}
    for operation in targets:
        rule = TABLE[operation]
        body = rule.body(world, OTHER_CUSTOMER) if rule.body is not None else None
        answer = call(world, operation, OTHER_CUSTOMER, body)
        nowhere = f"{operation.partition('{')[0]}{uuid.uuid4()}{operation.partition('}')[2]}"
        unknown = call(world, nowhere, OTHER_CUSTOMER, body)
        assert answer.status_code == unknown.status_code == 404, operation
        assert (answer.json()["code"], answer.json()["detail"]) == (unknown.json()["code"], unknown.json()["detail"])
    assert _rows(world) == before


def test_t_az_08_no_answer_holds_a_secret(world: World, described: dict[str, Any]) -> None:
    """Names of fields in every answer to a GET, whoever asks: nothing is called a hash, a secret, a code or a token."""
    forbidden = ("password", "hash", "secret", "otp", "token", "session_key")
    allowed = {"token": "the cart's own, for who holds it", "client_secret": "of a payment, for its buyer"}
    found = set()
    asked = 0
    for operation, rule in TABLE.items():
        if not operation.startswith("GET /api/"):
            continue
        for caller in CALLERS:
            if rule.outcomes[caller] == OK and rule.answers is None:
                answer = call(world, operation, caller, None)
                asked += 1
                if "json" in answer.headers["content-type"]:
                    found |= {(operation, name) for name in _names(answer.json()) if any(f in name for f in forbidden)}
    assert {(operation, name) for operation, name in found if name not in allowed} == set()
    assert {operation for operation, name in found if name == "token"} <= {
        "GET /api/v1/cart",
        "GET /api/v1/cart/validate",
    }
    assert asked > 80


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        (
            "/auth/me",
            {"id", "email", "full_name", "phone", "role", "accepts_cart_reminders", "email_verified", "created_at"},
        ),
        (
            "/admin/users/{user_id}",
            {
                "id", "email", "full_name", "phone", "role", "status", "email_verified", "vendor_id", "vendor_name",
                "created_at", "last_seen_at", "orders", "spent", "last_order_at",
            },
        ),
    ],
)  # fmt: skip
def test_t_az_08_a_user_is_shown_with_these_fields(world: World, path: str, fields: set[str]) -> None:
    path = path.format(user_id=world.given("user_id"))
    assert world.client(ADMIN).get(path).json().keys() == fields


def test_t_az_08_only_who_keeps_a_product_sees_how_many_there_are(world: World) -> None:
    shown = {}
    for caller in CALLERS:
        client = world.client(caller)
        one = client.get(f"/products/{world.given('product_id')}").json()
        listed = client.get("/products", params={"q": one["name"]}).json()["items"]
        assert [p["variants"] for p in listed if p["id"] == one["id"]] == [one["variants"]]
        shown[caller] = (frozenset(one), {variant["available"] is None for variant in one["variants"]})
    assert {fields for fields, _ in shown.values()} == {shown[NOBODY][0]}
    assert {caller for caller, (_, hidden) in shown.items() if hidden == {False}} == {VENDOR, ADMIN}


def _rows(world: World) -> list[dict[str, Any]]:
    """Everything that the customer has, as text."""
    return world.shop.sql(
        """
        WITH one AS (SELECT id FROM users WHERE email = $1)
        SELECT 'user' AS what, to_jsonb(t)::text AS row FROM users AS t JOIN one USING (id)
        UNION ALL SELECT 'address', to_jsonb(t)::text FROM addresses AS t JOIN one ON t.user_id = one.id
        UNION ALL SELECT 'session', (to_jsonb(t) - 'last_used_at')::text
            FROM sessions AS t JOIN one ON t.user_id = one.id
        UNION ALL SELECT 'order', to_jsonb(t)::text FROM orders AS t JOIN one ON t.user_id = one.id
        UNION ALL SELECT 'line', to_jsonb(i)::text
            FROM order_items AS i JOIN orders AS t ON t.id = i.order_id JOIN one ON t.user_id = one.id
        UNION ALL SELECT 'cart', to_jsonb(i)::text
            FROM cart_items AS i JOIN carts AS t ON t.id = i.cart_id JOIN one ON t.user_id = one.id
        ORDER BY 1, 2
        """,
        world.addresses[CUSTOMER],
    )


def _fields(described: dict[str, Any], schema: dict[str, Any]) -> set[str]:
    return {name for _, found in _reached(described, schema, depth=1) for name in found.get("properties", {})}


def _reached(
    described: dict[str, Any], schema: dict[str, Any], *, depth: int = 20
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The named schemas that a schema leads to; with depth 1 only those that it is itself, or one of."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        found = described["components"]["schemas"][name]
        yield name, found
        schema = found
    for part in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
        yield from _reached(described, part, depth=depth)
    if depth > 1:
        inner = [*schema.get("properties", {}).values(), schema.get("items", {})]
        for part in inner:
            if isinstance(part, dict):
                yield from _reached(described, part, depth=depth - 1)


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        for inner in value.values():
            yield from _names(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _names(inner)
