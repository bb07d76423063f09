-- Writes a whole order: its row, its lines, whose they are, its first event and its mail, and uses up the cart.
-- One statement, so that the stock rows, locked after it, are held for as short as can be. The cart and the outbox
-- belong to other features; a statement each would cost two round trips of every order. No row where the number is
-- taken: the caller begins again with another.
WITH placed AS (
    INSERT INTO orders (
        number, user_id, cart_id, email, status, payment_status, payment_provider, currency, subtotal, discount_total,
        shipping_total, tax_total, prices_include_tax, total, shipping_method, shipping_address, billing_address, note
    )
    VALUES (
        :number, :user_id, :cart_id, :email, 'confirmed', 'unpaid', :payment_provider, :currency, :subtotal,
        :discount_total, :shipping_total, :tax_total, :prices_include_tax, :total, :shipping_method,
        :shipping_address, :billing_address, :note
    )
    ON CONFLICT (number) DO NOTHING
    RETURNING id, placed_at
), lines AS (
    INSERT INTO order_items (
        order_id, position, product_id, vendor_id, variant_id, sku, name, options, quantity, unit_price, discount, tax,
        line_total
    )
    SELECT
        placed.id, line.position, line.product_id,
        (SELECT products.vendor_id FROM products WHERE products.id = line.product_id),
        line.variant_id, line.sku, line.name, line.options::jsonb, line.quantity, line.unit_price, line.discount,
        line.tax, line.line_total
    FROM placed
    CROSS JOIN unnest(
        :variant_ids::uuid[], :product_ids::uuid[], :skus::text[], :names::text[], :options::text[],
        :quantities::int[], :unit_prices::bigint[], :discounts::bigint[], :taxes::bigint[], :line_totals::bigint[]
    ) WITH ORDINALITY AS line (
        variant_id, product_id, sku, name, options, quantity, unit_price, discount, tax, line_total, position
    )
    RETURNING id, position, vendor_id
), sold AS (
    INSERT INTO vendor_orders (order_id, vendor_id, placed_at, status)
    SELECT DISTINCT placed.id, lines.vendor_id, placed.placed_at, 'confirmed'
    FROM placed
    CROSS JOIN lines
    WHERE lines.vendor_id IS NOT NULL
), event AS (
    INSERT INTO order_events (order_id, status, actor_id)
    SELECT placed.id, 'confirmed', :user_id FROM placed
), mail AS (
    INSERT INTO outbox (job, arguments, dedup_key)
    SELECT 'send_order_confirmed', jsonb_build_object('order_id', placed.id), 'order_confirmed:' || placed.id
    FROM placed
), used AS (
    DELETE FROM carts WHERE carts.id = :cart_id
)
SELECT
    placed.id,
    placed.placed_at,
    (SELECT array_agg(lines.id ORDER BY lines.position) FROM lines) AS item_ids
FROM placed
