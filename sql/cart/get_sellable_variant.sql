-- A variant as a cart sees it. No row where there is none.
SELECT
    final_price(
        variant.price, product.discount_type, product.discount_value,
        product.discount_starts_at, product.discount_ends_at, now()
    ) AS unit_price,
    inventory.on_hand,
    variant.max_per_order,
    product.status = 'active' AND variant.removed_at IS NULL AS is_sellable,
    coalesce((
        SELECT item.quantity FROM cart_items AS item
        WHERE item.cart_id = :cart_id AND item.variant_id = variant.id
    ), 0) AS in_cart,
    (
        SELECT count(*) FROM cart_items AS item
        WHERE item.cart_id = :cart_id AND item.variant_id <> variant.id
    )::int AS other_lines
FROM variants AS variant
JOIN products AS product ON product.id = variant.product_id
JOIN inventory ON inventory.variant_id = variant.id
WHERE variant.id = :variant_id
