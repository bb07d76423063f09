"""An order that is cut off at a named point, by a dying process or by its client, is placed once by who asks again."""

import asyncio
import concurrent.futures
import secrets
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

import asyncpg
import httpx
import pytest

from tests.concurrency.crowd import all_at_once
from tests.conftest import ShopOpener
from tests.factories.catalogue import make_product
from tests.factories.orders import fill_cart, order_body, place_order
from tests.shop import Shop, patiently

pytestmark = pytest.mark.xdist_group("races")

_WAITING = """
    SELECT 1 FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock' AND application_name = 'rowlock api'
"""
_LOCK = 20_481


@pytest.fixture(scope="module")
def shop(opener: ShopOpener) -> Iterator[Shop]:
    with opener(apis=2) as opened:
        # Whoever commits an answer waits here for as long as a test holds the lock.
        opened.execute(
            f"""
            CREATE FUNCTION wait_at_commit() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN PERFORM pg_advisory_xact_lock({_LOCK}); RETURN NULL; END $$
            """,
            as_owner=True,
        )
        opened.execute(
            """
            CREATE CONSTRAINT TRIGGER wait_at_commit AFTER INSERT ON idempotency_keys
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait_at_commit()
            """,
            as_owner=True,
        )
        yield opened
        opened.assert_books_balance()


class Checkout:
    """A customer with two pieces in his cart and a key to order them under."""

    def __init__(self, shop: Shop) -> None:
        self.shop, self.key = shop, secrets.token_hex(8)
        self.variant_id = str(make_product(shop.admin(), stock=10)["variants"][0]["id"])
        customer = shop.customer()
        self.token = customer.headers["Authorization"].removeprefix("Bearer ")
        self.user_id = UUID(customer.get("/auth/me").json()["id"])
        fill_cart(customer, self.variant_id, 2)

    def order(self, api: int) -> httpx.Response | None:
        """None where the process died before it answered."""
        try:
            return patiently(lambda: place_order(self.shop.client(self.token, api=api), key=self.key))
        except httpx.TransportError:
            return None

    def facts(self) -> tuple[int, int]:
        """How many orders there are of it, and what is left of the stock."""
        orders = self.shop.sql("SELECT count(*) AS n FROM orders WHERE user_id = $1", self.user_id)[0]["n"]
        left = self.shop.sql("SELECT on_hand FROM inventory WHERE variant_id = $1", UUID(self.variant_id))
        return orders, left[0]["on_hand"]


Hold = tuple[str, tuple[object, ...]]

# What is held decides how far an order comes: its key is claimed first, then come the cart, the stock, the answer.
POINTS: dict[str, Callable[[Checkout], Hold]] = {
    "after the key": lambda c: ("SELECT 1 FROM carts WHERE user_id = $1 FOR UPDATE", (c.user_id,)),
    "before the stock": lambda c: (
        "SELECT 1 FROM inventory WHERE variant_id = $1 FOR UPDATE",
        (UUID(c.variant_id),),
    ),
    "after the stock": lambda c: (
        """
        INSERT INTO idempotency_keys (principal, operation, key, fingerprint, status, body)
        VALUES ($1, 'place_order', $2, '', 201, '') RETURNING 1
        """,
        (str(c.user_id), c.key),
    ),
    "while it commits": lambda c: (f"SELECT pg_advisory_xact_lock({_LOCK})::text", ()),
}


@contextmanager
def held(shop: Shop, hold: Hold) -> Iterator[None]:
    """Holds what the order needs until the end of the block, and undoes what it took to hold it."""
    loop = asyncio.new_event_loop()

    async def begin() -> tuple["asyncpg.Connection[asyncpg.Record]", asyncpg.transaction.Transaction]:
        connection = await asyncpg.connect(shop.database_url)
        transaction = connection.transaction()
        await transaction.start()
        assert await connection.fetch(hold[0], *hold[1])
        return connection, transaction

    connection, transaction = loop.run_until_complete(begin())
    try:
        yield
    finally:
        loop.run_until_complete(transaction.rollback())
        loop.run_until_complete(connection.close())
        loop.close()


@pytest.mark.parametrize("point", POINTS)
def test_t_idem_08_t_idem_09_a_process_that_is_killed_leaves_one_order_to_who_asks_again(
    shop: Shop, point: str
) -> None:
    checkout = Checkout(shop)
    with concurrent.futures.ThreadPoolExecutor(1) as threads:
        with held(shop, POINTS[point](checkout)):
            cut_off = threads.submit(checkout.order, 0)
            shop.until(lambda: shop.sql(_WAITING))
            meanwhile = checkout.order(1)
            assert meanwhile is not None
            assert meanwhile.json()["code"] == "idempotency_in_progress"
            shop.processes["api-0"].kill()
            shop.processes["api-0"].wait()
            assert cut_off.result() is None
        shop.start_process("api-0")
        shop.until_ready()

    answer = settled(checkout)
    assert answer.status_code == 201
    # Only where the commit was under way is the first order there; otherwise nothing of it is left.
    assert (answer.headers.get("Idempotent-Replayed") == "true") == (point == "while it commits")
    assert checkout.facts() == (1, 8)
    again = checkout.order(0)
    assert again is not None
    assert again.content == answer.content


def test_t_idem_10_a_client_that_hangs_up_and_asks_again_has_one_order(shop: Shop) -> None:
    checkout = Checkout(shop)
    body = place_order_bytes(checkout)
    with held(shop, POINTS["after the key"](checkout)):
        with socket.create_connection(("127.0.0.1", shop.ports[0])) as connection:
            connection.sendall(body)
            shop.until(lambda: shop.sql(_WAITING))
        again = checkout.order(1)
        assert again is not None
        assert (again.status_code, again.json()["code"]) == (409, "idempotency_in_progress")
    answers = [settled(checkout) for _ in range(2)]
    assert [a.status_code for a in answers] == [201, 201]
    assert answers[0].content == answers[1].content
    assert answers[1].headers["Idempotent-Replayed"] == "true"
    assert checkout.facts() == (1, 8)


def test_t_idem_02_fifty_calls_with_one_key_are_one_order(shop: Shop) -> None:
    checkout = Checkout(shop)
    answers = [answer for answer in all_at_once(range(50), lambda n: checkout.order(n % 2)) if answer is not None]
    assert len(answers) == 50
    made = [answer for answer in answers if answer.status_code == 201]
    assert made
    assert {a.json()["code"] for a in answers if a.status_code != 201} <= {"idempotency_in_progress"}
    assert len({answer.content for answer in made}) == 1
    assert sum(answer.headers.get("Idempotent-Replayed") is None for answer in made) == 1
    replayed = checkout.order(0)
    assert replayed is not None
    assert (replayed.content, replayed.headers["Idempotent-Replayed"]) == (made[0].content, "true")
    assert checkout.facts() == (1, 8)


def settled(checkout: Checkout) -> httpx.Response:
    """The answer, when the first call is over."""

    def answered() -> httpx.Response | None:
        answer = checkout.order(1)
        return answer if answer is not None and answer.status_code != 409 else None

    found = checkout.shop.until(answered, seconds=60)
    assert found is not None
    return found


def place_order_bytes(checkout: Checkout) -> bytes:
    """The order as it goes over the wire."""
    client = checkout.shop.client(checkout.token)
    request = client.build_request("POST", "/orders", json=order_body(), headers={"Idempotency-Key": checkout.key})
    head = "".join(f"{name}: {value}\r\n" for name, value in request.headers.items())
    return f"POST {request.url.path} HTTP/1.1\r\n{head}\r\n".encode() + request.read()
