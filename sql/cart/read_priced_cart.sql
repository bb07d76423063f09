-- A cart with all that prices it, as one row: its lines with their present price, stock and state; the promotions that
-- are offered to it; the ways to travel and the taxes at a place. Without a cart there are no lines.
WITH offered AS (
    SELECT chosen.coupon_id AS id FROM cart_coupons AS chosen WHERE chosen.cart_id = :cart_id::uuid
    UNION ALL
    SELECT c.id
    FROM coupons AS c
    WHERE
        c.code IS NULL AND c.is_active AND c.archived_at IS NULL
        AND (c.starts_at IS NULL OR c.starts_at <= now()) AND (c.ends_at IS NULL OR c.ends_at > now())
)

SELECT
    coalesce((
        SELECT
            jsonb_agg(jsonb_build_object(
                'id', item.id, 'variant_id', item.variant_id, 'product_id', product.id, 'sku', variant.sku,
                'slug', product.slug, 'name', product.name, 'options', variant.options, 'image_url', picture.url,
                'quantity', item.quantity, 'seen_price', item.seen_price, 'base_price', variant.price,
                'unit_price', final_price(
                    variant.price, product.discount_type, product.discount_value,
                    product.discount_starts_at, product.discount_ends_at, now()
                ),
                'on_hand', inventory.on_hand, 'max_per_order', variant.max_per_order,
                'is_sellable', product.status = 'active' AND variant.removed_at IS NULL,
                'weight_grams', coalesce(variant.weight_grams, 0), 'tax_class', product.tax_class
            ) ORDER BY item.created_at, item.id)
        FROM cart_items AS item
        JOIN variants AS variant ON variant.id = item.variant_id
        JOIN products AS product ON product.id = variant.product_id
        JOIN inventory ON inventory.variant_id = item.variant_id
        LEFT JOIN LATERAL (
            SELECT images.renditions #>> '{thumb,url}' AS url
            FROM images
            WHERE images.product_id = product.id AND images.status = 'ready'
            ORDER BY (images.variant_id IS NOT DISTINCT FROM variant.id) DESC, images.position, images.id
            LIMIT 1
        ) AS picture ON true
        WHERE item.cart_id = :cart_id
    ), '[]') AS lines,
    coalesce((
        SELECT
            jsonb_agg(jsonb_build_object(
                'id', c.id, 'code', c.code, 'name', c.name, 'type', c.type, 'value', c.value,
                'buy_quantity', c.buy_quantity, 'get_quantity', c.get_quantity, 'min_total', c.min_total,
                'eligible', promoted_variants(:cart_id, c.category_ids, c.product_ids),
                'starts_at', c.starts_at, 'ends_at', c.ends_at, 'usage_limit', c.usage_limit, 'used', c.used,
                'per_customer_limit', c.per_customer_limit,
                'customer_uses', CASE
                    WHEN c.per_customer_limit IS NULL THEN 0
                    ELSE (
                        SELECT count(*) FROM coupon_redemptions AS r
                        WHERE r.coupon_id = c.id AND r.customer = :customer::text AND r.released_at IS NULL
                    )
                END,
                'first_order_only', c.first_order_only,
                'has_ordered', c.first_order_only AND has_ordered(:user_id::uuid, :customer),
                'combinable', c.combinable, 'is_active', c.is_active AND c.archived_at IS NULL
            ))
        FROM offered
        JOIN coupons AS c ON c.id = offered.id
    ), '[]') AS promotions,
    coalesce((
        SELECT
            jsonb_agg(jsonb_build_object(
                'id', m.id, 'code', m.code, 'name', m.name, 'kind', m.kind, 'amount', m.amount, 'tiers', m.tiers,
                'free_over', m.free_over, 'max_weight_grams', m.max_weight_grams, 'estimate_days', m.estimate_days
            ) ORDER BY m.position, m.code)
        FROM shipping_methods_at(:country::text, :region::text) AS m
    ), '[]') AS methods,
    coalesce((
        SELECT
            jsonb_agg(jsonb_build_object(
                'tax_class', rate.tax_class, 'name', rate.name, 'rate_ppm', rate.rate_ppm
            ))
        FROM tax_rates_at(:country, :region) AS rate
    ), '[]') AS rates,
    store.prices_include_tax
FROM store
