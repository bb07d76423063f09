-- Carts of customers that nobody has changed since a time, the latest first, each with what is in it at present prices.
SELECT
    cart.id,
    cart.user_id,
    users.email,
    users.full_name,
    cart.updated_at,
    coalesce(cart.reminded_of = cart.updated_at, false) AS reminded,
    content.value,
    content.lines
FROM carts AS cart
JOIN users ON users.id = cart.user_id
CROSS JOIN LATERAL (
    SELECT
        sum(line.unit_price * line.quantity)::bigint AS value,
        jsonb_agg(jsonb_build_object(
            'variant_id', line.variant_id, 'sku', line.sku, 'name', line.name, 'quantity', line.quantity,
            'unit_price', line.unit_price, 'is_available', line.is_available
        ) ORDER BY line.created_at, line.id) AS lines
    FROM (
        SELECT
            item.id,
            item.created_at,
            item.quantity,
            item.variant_id,
            variants.sku,
            products.name,
            final_price(
                variants.price, products.discount_type, products.discount_value,
                products.discount_starts_at, products.discount_ends_at, now()
            ) AS unit_price,
            products.status = 'active' AND variants.removed_at IS NULL AND inventory.on_hand > 0 AS is_available
        FROM cart_items AS item
        JOIN variants ON variants.id = item.variant_id
        JOIN products ON products.id = variants.product_id
        JOIN inventory ON inventory.variant_id = item.variant_id
        WHERE item.cart_id = cart.id
    ) AS line
) AS content
WHERE
    users.status = 'active' AND cart.updated_at <= :since AND content.lines IS NOT NULL
    AND (:after_at::timestamptz IS NULL OR (cart.updated_at, cart.id) < (:after_at, :after_id::uuid))
ORDER BY cart.updated_at DESC, cart.id DESC
LIMIT :most::int
OFFSET :skip::int
