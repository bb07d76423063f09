-- Writes a whole order: its row, its lines, whose they are, its first event and its mail; redeems its coupons and uses
-- up the cart. One statement, so that the stock rows, locked after it, are held for as short as can be. Cart, coupons
-- and outbox belong to other features; a statement each would cost three round trips of every order. No row where the
-- number is taken: the caller begins again with another. `redeemed` says how many coupons could be had.
WITH placed AS (
    INSERT INTO orders (
        number, user_id, cart_id, email, status, payment_status, payment_provider, currency, subtotal, discount_total,
        shipping_total, shipping_tax, tax_total, prices_include_tax, total, coupon, pricing_trace, shipping_method,
        shipping_address, billing_address, note
    )
    VALUES (
        :number, :user_id, :cart_id, :email, :first_status, :payment_status, :payment_provider, :currency, :subtotal,
        :discount_total, :shipping_total, :shipping_tax, :tax_total, :prices_include_tax, :total, :coupon,
        :pricing_trace, :shipping_method, :shipping_address, :billing_address, :note
    )
    ON CONFLICT (number) DO NOTHING
    RETURNING id, placed_at
), lines AS (
    INSERT INTO order_items (
        order_id, position, product_id, vendor_id, variant_id, sku, name, options, quantity, unit_price, discount, tax,
        tax_name, tax_rate_ppm, line_total
    )
    SELECT
        placed.id, line.position, line.product_id,
        (SELECT products.vendor_id FROM products WHERE products.id = line.product_id),
        line.variant_id, line.sku, line.name, line.options::jsonb, line.quantity, line.unit_price, line.discount,
        line.tax, line.tax_name, line.tax_rate_ppm, line.line_total
    FROM placed
    CROSS JOIN unnest(
        :variant_ids::uuid[], :product_ids::uuid[], :skus::text[], :names::text[], :options::text[],
        :quantities::int[], :unit_prices::bigint[], :discounts::bigint[], :taxes::bigint[],
        :tax_names::text[], :tax_rates_ppm::int[], :line_totals::bigint[]
    ) WITH ORDINALITY AS line (
        variant_id, product_id, sku, name, options, quantity, unit_price, discount, tax, tax_name, tax_rate_ppm,
        line_total, position
    )
    RETURNING id, position, vendor_id
), sold AS (
    INSERT INTO vendor_orders (order_id, vendor_id, placed_at, status)
    SELECT DISTINCT placed.id, lines.vendor_id, placed.placed_at, :first_status
    FROM placed
    CROSS JOIN lines
    WHERE lines.vendor_id IS NOT NULL
), event AS (
    INSERT INTO order_events (order_id, status, actor_id)
    SELECT placed.id, :first_status, :user_id FROM placed
), mail AS (
    INSERT INTO outbox (job, arguments, dedup_key)
    SELECT 'send_order_confirmed', jsonb_build_object('order_id', placed.id), 'order_confirmed:' || placed.id
    FROM placed
    WHERE :first_status::text = 'confirmed'
), used AS (
    DELETE FROM carts WHERE carts.id = :cart_id
), locked_coupons AS MATERIALIZED (
    SELECT c.id
    FROM coupons AS c
    WHERE c.id = ANY(:coupon_ids::uuid[]) AND c.usage_limit IS NOT NULL
    ORDER BY c.id
    FOR UPDATE
), counted_coupons AS (
    UPDATE coupons SET used = coupons.used + 1
    FROM locked_coupons
    WHERE coupons.id = locked_coupons.id AND coupons.used < coupons.usage_limit AND coupons.is_active
    RETURNING coupons.id
), unlimited_coupons AS MATERIALIZED (
    -- Not so any more where an admin set a limit, or ended it, while this waited.
    SELECT c.id
    FROM coupons AS c
    WHERE c.id = ANY(:coupon_ids::uuid[]) AND c.usage_limit IS NULL AND c.is_active
    ORDER BY c.id
    FOR KEY SHARE
), redeemed AS (
    INSERT INTO coupon_redemptions (coupon_id, order_id, customer, slot, amount)
    SELECT
        given.coupon_id, placed.id, :customer,
        CASE WHEN allowed.uses IS NOT NULL THEN free_slot(c.id, :customer, allowed.uses) END,
        given.amount
    FROM placed
    CROSS JOIN unnest(:coupon_ids::uuid[], :coupon_amounts::bigint[]) AS given (coupon_id, amount)
    JOIN coupons AS c ON c.id = given.coupon_id
    CROSS JOIN LATERAL (
        -- Two first orders at once are both the first one that the other does not see.
        SELECT CASE WHEN c.first_order_only THEN 1 ELSE c.per_customer_limit END AS uses
    ) AS allowed
    WHERE
        (
            c.id IN (SELECT counted_coupons.id FROM counted_coupons)
            OR c.id IN (SELECT unlimited_coupons.id FROM unlimited_coupons)
        )
        AND (allowed.uses IS NULL OR free_slot(c.id, :customer, allowed.uses) IS NOT NULL)
    RETURNING coupon_id
)
SELECT
    placed.id,
    placed.placed_at,
    (SELECT array_agg(lines.id ORDER BY lines.position) FROM lines) AS item_ids,
    (SELECT count(*)::int FROM redeemed) AS redeemed
FROM placed
