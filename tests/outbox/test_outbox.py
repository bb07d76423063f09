"""Work behind a commit is done, whatever dies, is wiped or is away in between."""

import secrets
import socket
from collections.abc import Iterator

import pytest
import redis
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message

from tests.conftest import ShopOpener
from tests.factories.catalogue import make_product
from tests.factories.orders import make_order
from tests.shop import Shop


@pytest.fixture(scope="module")
def shop(opener: ShopOpener) -> Iterator[Shop]:
    with opener() as opened:
        yield opened


def stage(shop: Shop, job: str, arguments: str = "{}") -> str:
    rows = shop.sql(
        "INSERT INTO outbox (job, arguments) VALUES ($1, convert_from($2, 'UTF8')::jsonb) RETURNING id::text",
        job,
        arguments.encode(),
    )
    found: str = rows[0]["id"]
    return found


def row(shop: Shop, row_id: str) -> dict[str, object]:
    return shop.sql("SELECT status, attempts, last_error FROM outbox WHERE id = $1", row_id)[0]


def test_work_that_nobody_knows_is_dead_at_once_and_says_why(shop: Shop) -> None:
    row_id = stage(shop, "paint_the_fence")
    shop.until(lambda: row(shop, row_id)["status"] == "dead")
    assert row(shop, row_id)["last_error"] == "GiveUp: this program has no job named paint_the_fence"


def test_work_that_fails_is_tried_again_later(shop: Shop) -> None:
    row_id = stage(shop, "send_order_confirmed", '{"order_id": "no id at all"}')
    shop.until(lambda: row(shop, row_id)["attempts"] == 2, seconds=30)
    assert row(shop, row_id)["status"] in ("pending", "claimed")
    assert "order_id" in str(row(shop, row_id)["last_error"])
    shop.execute("DELETE FROM outbox WHERE id = $1", row_id)


def test_what_a_dead_worker_had_begun_is_begun_again(shop: Shop) -> None:
    customer, address, _ = shop.user("customer")
    variant_id = make_product(shop.admin())["variants"][0]["id"]
    shop.processes["worker"].kill()
    shop.processes["worker"].wait()
    order = make_order(customer, variant_id)
    shop.execute("UPDATE outbox SET status = 'claimed', attempts = 1, claimed_until = now() WHERE status = 'pending'")
    shop.start_process("worker")
    shop.wait_mail(address, order["number"])
    shop.drain()
    assert len(shop.mails(address)) == 1


def test_a_wiped_redis_costs_no_mail(shop: Shop) -> None:
    variant_id = make_product(shop.admin(), stock=30)["variants"][0]["id"]
    assert shop.settings.redis_url
    queue = redis.Redis.from_url(shop.settings.redis_url)
    people = []
    for number in range(10):
        customer, address, _ = shop.user("customer")
        people.append((address, make_order(customer, variant_id)["number"]))
        if number % 3 == 0:
            queue.flushdb()
    queue.close()
    for address, number in people:
        shop.wait_mail(address, number, seconds=60)  # a row lost with the queue is handed out again after its lease


def test_mails_wait_for_a_mail_server_that_is_away(opener: ShopOpener) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    arrived: list[str] = []

    class Inbox(Message):
        def handle_message(self, message: object) -> None:
            arrived.append(str(message))

    with opener(ROWLOCK_SMTP_URL=f"smtp://127.0.0.1:{port}") as shop:
        variant_id = make_product(shop.admin())["variants"][0]["id"]
        order = make_order(shop.guest(), variant_id, email=f"{secrets.token_hex(4)}@shop.example")
        waiting = "SELECT id, last_error FROM outbox WHERE status = 'pending' AND attempts > 0"
        shop.until(lambda: shop.sql(waiting), seconds=30)
        inbox = Controller(Inbox(), hostname="127.0.0.1", port=port)
        inbox.start()
        try:
            shop.execute("UPDATE outbox SET run_after = now() WHERE status = 'pending'")
            shop.until(lambda: any(order["number"] in mail for mail in arrived), seconds=30)
            shop.drain()
        finally:
            inbox.stop()
        assert len([mail for mail in arrived if order["number"] in mail]) == 1
