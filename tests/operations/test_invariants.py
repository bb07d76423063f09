"""Each invariant is seen to fire when somebody breaks it by hand, and to be silent otherwise."""

import asyncio
from collections.abc import Iterator

import asyncpg
import pytest

from rowlock.db.connections import prepare_connection
from rowlock.embedded.servers import Endpoints
from rowlock.operations.invariants import INVARIANTS
from tests.conftest import ShopOpener
from tests.factories.catalogue import make_product
from tests.factories.orders import make_order
from tests.shop import Shop, database_url

# What breaks each of them, done by the superuser with triggers and foreign keys asleep, and then undone.
BREAKS: dict[str, str] = {
    "stock_is_the_sum_of_its_ledger": "UPDATE inventory SET on_hand = on_hand + 1",
    "stock_is_not_negative": """
        ALTER TABLE inventory DROP CONSTRAINT inventory_on_hand_not_negative;
        UPDATE inventory SET on_hand = -1""",
    "locations_are_sums": """
        INSERT INTO stock_locations (code, name) VALUES ('nowhere', 'Nowhere');
        UPDATE inventory
        SET elsewhere = (SELECT jsonb_build_object(id, 1) FROM stock_locations WHERE code = 'nowhere')
        WHERE on_hand > 0""",
    "transfers_keep_the_total": """
        INSERT INTO stock_movements (variant_id, delta, reason, reference_id)
        SELECT variant_id, 1, 'transfer', uuidv7() FROM inventory""",
    "there_is_one_default_location": "UPDATE stock_locations SET is_default = false",
    "low_stock_is_known": "UPDATE inventory SET low_stock_threshold = 1000000",
    "variants_have_stock_rows": "DELETE FROM inventory",
    "lines_are_sold_once": "DELETE FROM stock_movements WHERE reason = 'sale'",
    "movements_have_their_line": "UPDATE stock_movements SET order_item_id = uuidv7() WHERE reason = 'sale'",
    "lines_are_put_back_as_told": "UPDATE order_items SET restocked_quantity = 0",
    "lines_add_up": """
        ALTER TABLE order_items DROP CONSTRAINT order_items_line_total;
        UPDATE order_items SET line_total = line_total + 1""",
    "totals_are_sums": "UPDATE order_items SET discount = 1, line_total = line_total - 1",
    "paid_is_the_sum_of_payments": "DELETE FROM payments",
    "refunded_is_the_sum_of_refunds": "UPDATE refunds SET amount = amount - 1",
    "provider_payments_are_kept": """
        INSERT INTO payment_intents (order_id, provider, amount, currency, provider_key, state, captured)
        SELECT id, 'stripe', 7, 'USD', 'ghost', 'succeeded', 7 FROM orders LIMIT 1""",
    "provider_refunds_are_true": """
        ALTER TABLE refunds DROP CONSTRAINT refunds_by_hand_are_done;
        UPDATE refunds SET state = 'failed'""",
    "unpaid_orders_end": "UPDATE orders SET status = 'pending', payment_provider = 'stripe'",
    "payment_status_follows_the_money": "UPDATE orders SET payment_status = 'paid'",
    "refunded_lines_are_sums": "DELETE FROM refund_items",
    "invoice_numbers_have_no_gap": "UPDATE invoice_series SET last_serial = last_serial + 1",
    "invoices_say_what_was_sold": "UPDATE invoices SET total = total + 1",
    "a_cart_is_ordered_once": """
        INSERT INTO carts (id, token_hash, expires_at) SELECT cart_id, 'x', now() FROM orders LIMIT 1""",
    "carts_keep_their_limits": """
        INSERT INTO carts (id, user_id) SELECT uuidv7(), id FROM users LIMIT 1;
        INSERT INTO cart_items (cart_id, variant_id, quantity, seen_price)
        SELECT carts.id, uuidv7(), 1, 1 FROM carts, generate_series(1, 101)""",
    "wishlists_keep_their_limits": """
        INSERT INTO wishlists (user_id, name) SELECT users.id, 'list ' || n FROM users, generate_series(1, 21) AS n""",
    "wishes_are_of_their_product": """
        INSERT INTO wishlists (user_id, name) SELECT id, 'gifts' FROM users;
        INSERT INTO wishes (wishlist_id, product_id, variant_id)
        SELECT wishlists.id, uuidv7(), variants.id FROM wishlists, variants""",
    "parcels_hold_what_was_sold": """
        INSERT INTO shipments (order_id, carrier, tracking_number) SELECT id, 'DHL', '1' FROM orders;
        INSERT INTO shipment_items (shipment_id, order_item_id, quantity)
        SELECT s.id, line.id, 99 FROM shipments AS s JOIN order_items AS line ON line.order_id = s.order_id""",
    "returns_hold_what_was_sent": """
        INSERT INTO order_returns (order_id, reason) SELECT id, 'torn' FROM orders;
        INSERT INTO order_return_items (return_id, order_item_id, quantity)
        SELECT r.id, line.id, 99 FROM order_returns AS r JOIN order_items AS line ON line.order_id = r.order_id""",
    "orders_are_whole": "DELETE FROM order_items",
    "histories_are_paths": "UPDATE orders SET status = 'pending' WHERE status = 'delivered'",
    "outbox_is_drained": "UPDATE outbox SET status = 'pending', run_after = now() - interval '2 minutes'",
    "order_mails_have_their_order": "UPDATE outbox SET arguments = jsonb_build_object('order_id', uuidv7())",
    "no_session_of_the_disabled": "UPDATE users SET status = 'disabled'",
    "erased_people_are_forgotten": "UPDATE users SET status = 'erased'",
    "vendor_orders_agree": """
        INSERT INTO vendors (name, name_key) VALUES ('Nobody', 'nobody');
        INSERT INTO vendor_orders (order_id, vendor_id, placed_at, status)
        SELECT orders.id, vendors.id, orders.placed_at, orders.status FROM orders, vendors LIMIT 1""",
    "documents_are_current": "UPDATE product_listings SET price = price + 1",
    "category_counts_are_true": "INSERT INTO category_tallies (category_id, own, within) VALUES (uuidv7(), 1, 1)",
    "tag_counts_are_true": "INSERT INTO tag_tallies (tag, products) VALUES ('ghost', 1)",
    "former_slugs_are_free": """
        INSERT INTO former_product_slugs (slug, product_id) SELECT slug, id FROM products LIMIT 1""",
    "price_history_is_current": """
        INSERT INTO price_history (variant_id, price, is_reduced, changed_at)
        SELECT id, price + 1, false, now() FROM variants""",
    "pictures_are_under_way": """
        INSERT INTO images (product_id, status, content_hash, format, bytes)
        SELECT id, 'processing', repeat('0', 64), 'png', 1 FROM products LIMIT 1""",
    "pictures_have_their_renditions": """
        INSERT INTO images (product_id, status) SELECT id, 'ready' FROM products LIMIT 1""",
    "redemptions_agree": """
        INSERT INTO coupons (code, name, type, value, usage_limit, used) VALUES ('GHOST', 'Ghost', 'fixed', 1, 5, 1)""",
    "discounts_are_redeemed": """
        INSERT INTO coupons (code, name, type, value) VALUES ('GHOST', 'Ghost', 'fixed', 1);
        INSERT INTO coupon_redemptions (coupon_id, order_id, customer, amount)
        SELECT coupons.id, orders.id, 'x', 7 FROM coupons, orders WHERE orders.status <> 'cancelled' LIMIT 1""",
    "sales_reconcile": "UPDATE orders SET shipping_total = shipping_total + 5, total = total + 5",
    "product_sales_reconcile": "UPDATE product_sales SET units = units + 1 WHERE grain = 'month'",
    "category_sales_reconcile": "UPDATE category_sales SET revenue = revenue + 1 WHERE grain = 'all'",
    "region_sales_reconcile": 'UPDATE orders SET shipping_address = shipping_address || \'{"country": "FR"}\'',
    "coupon_sales_reconcile": """
        INSERT INTO coupons (code, name, type, value) VALUES ('GHOST', 'Ghost', 'fixed', 1);
        INSERT INTO coupon_redemptions (coupon_id, order_id, customer, amount)
        SELECT coupons.id, orders.id, 'x', 7 FROM coupons, orders WHERE orders.status <> 'cancelled' LIMIT 1""",
    "customer_sales_reconcile": "UPDATE orders SET placed_at = placed_at - interval '1 day' WHERE user_id IS NOT NULL",
    "cohorts_reconcile": "UPDATE cohorts SET repeat_customers = repeat_customers + 1",
    "stock_figures_reconcile": "UPDATE inventory SET on_hand = on_hand + 1",
    "new_users_reconcile": "UPDATE users SET role = 'vendor' WHERE role = 'customer'",
    "dashboard_reconciles": "UPDATE orders SET status = 'processing' WHERE status = 'delivered'",
}


@pytest.fixture(scope="module")
def shop(opener: ShopOpener) -> Iterator[Shop]:
    """A shop with an order that was delivered and partly refunded, and one that was cancelled."""
    with opener() as shop:
        admin = shop.admin()
        variant_id = make_product(admin, stock=10)["variants"][0]["id"]
        order = make_order(shop.customer(), variant_id, 2)
        for status in ("processing", "shipped", "delivered"):
            admin.put(f"/orders/{order['id']}/status", json={"status": status})
        item = {"item_id": order["items"][0]["id"], "quantity": 1, "restock": True}
        refunded = admin.post(f"/orders/{order['id']}/refund", json={"items": [item], "reason": "broken"})
        assert refunded.status_code == 201
        customer = shop.customer()
        cancelled = make_order(customer, variant_id)
        assert customer.post(f"/orders/{cancelled['id']}/cancel").status_code == 200
        shop.drain()
        admin.post("/admin/analytics/refresh")
        yield shop


def test_a_shop_at_work_breaks_nothing(shop: Shop) -> None:
    verified = shop.cli("verify")
    assert (verified.returncode, verified.stdout) == (0, "nothing is wrong\n")


def test_every_invariant_has_its_breaking_case() -> None:
    assert {invariant.name for invariant in INVARIANTS} == set(BREAKS)


@pytest.mark.parametrize("name", sorted(BREAKS))
def test_what_is_broken_is_found(shop: Shop, endpoints: Endpoints, name: str) -> None:
    invariant = next(i for i in INVARIANTS if i.name == name)

    async def found() -> list[str]:
        url = database_url(endpoints.superuser_url, shop.database_url.rpartition("/")[2])
        connection = await asyncpg.connect(url)
        await prepare_connection(connection)
        try:
            transaction = connection.transaction()
            await transaction.start()
            try:
                await connection.execute("SET LOCAL session_replication_role = replica")
                await connection.execute(BREAKS[name])
                return await invariant.find(connection)  # type: ignore[arg-type]  # a plain connection will do
            finally:
                await transaction.rollback()
        finally:
            await connection.close()

    assert asyncio.run(found()) != []


def test_verify_names_the_rows_and_repair_mends_what_is_derived(shop: Shop) -> None:
    product = make_product(shop.admin())
    shop.execute("UPDATE product_listings SET price = 1 WHERE product_id = $1", product["id"])
    broken = shop.cli("verify")
    assert broken.returncode == 1
    assert broken.stdout.startswith("documents_are_current: ")
    assert product["id"] in broken.stdout
    assert shop.cli("verify", "--repair").returncode == 0
    assert shop.cli("verify").returncode == 0
    assert [i["id"] for i in shop.guest().get("/products", params={"max_price": 1}).json()["items"]] == []
