"""Carts of visitors go 30 days after their last change, many at a time, and never one that is in use."""

import asyncio

import asyncpg
import httpx
import pytest

from rowlock.cart import jobs
from tests.factories.catalogue import make_product
from tests.factories.orders import fill_cart
from tests.inventory.stock_keeping import run_job
from tests.shop import Shop, unique


@pytest.fixture(scope="module")
def admin(shop: Shop) -> httpx.Client:
    return shop.admin()


def expired(shop: Shop, count: int) -> list[bytes]:
    """Carts whose time is over, by the hashes of their tokens."""
    rows = shop.sql(
        """
        INSERT INTO carts (token_hash, expires_at)
        SELECT sha256(convert_to($1 || n, 'UTF8')), now() - interval '1 minute' FROM generate_series(1, $2::int) AS n
        RETURNING token_hash
        """,
        unique("token"),
        count,
    )
    return [row["token_hash"] for row in rows]


def left(shop: Shop, hashes: list[bytes]) -> int:
    found: int = shop.sql("SELECT count(*) AS n FROM carts WHERE token_hash = ANY($1)", hashes)[0]["n"]
    return found


def test_all_that_are_over_go_however_many(shop: Shop) -> None:
    hashes = expired(shop, 1_200)
    run_job(shop, jobs.expire_carts)
    assert left(shop, hashes) == 0


def test_t_stk_13_a_cart_that_is_in_use_is_passed_over(shop: Shop) -> None:
    held, others = expired(shop, 1), expired(shop, 5)

    async def expire_while_held() -> None:
        connection = await asyncpg.connect(shop.database_url)
        try:
            async with connection.transaction():
                await connection.fetch("SELECT 1 FROM carts WHERE token_hash = $1 FOR UPDATE", held[0])
                work = asyncio.create_task(asyncio.to_thread(run_job, shop, jobs.expire_carts))
                done, _ = await asyncio.wait({work}, timeout=20)
            await work
        finally:
            await connection.close()
        assert done, "it waited for the cart that is in use"

    asyncio.run(expire_while_held())
    assert (left(shop, held), left(shop, others)) == (1, 0)


def test_using_a_cart_keeps_it_for_another_thirty_days(shop: Shop, admin: httpx.Client) -> None:
    guest = shop.guest()
    variant_id = make_product(admin)["variants"][0]["id"]
    first = fill_cart(guest, variant_id)["expires_at"]
    token_hash = "sha256(convert_to($1, 'UTF8'))"
    soon = f"UPDATE carts SET expires_at = now() + interval '1 hour' WHERE token_hash = {token_hash}"
    shop.execute(soon, guest.headers["X-Cart-Token"])
    assert fill_cart(guest, variant_id)["expires_at"] > first
    run_job(shop, jobs.expire_carts)
    assert len(guest.get("/cart").json()["items"]) == 1


def test_a_customers_cart_stays(shop: Shop, admin: httpx.Client) -> None:
    customer = shop.customer()
    fill_cart(customer, make_product(admin)["variants"][0]["id"])
    user_id = customer.get("/auth/me").json()["id"]
    shop.execute("UPDATE carts SET updated_at = now() - interval '400 days' WHERE user_id = $1", user_id)
    run_job(shop, jobs.expire_carts)
    assert len(customer.get("/cart").json()["items"]) == 1
