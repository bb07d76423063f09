-- Variants as a cart sees them, with what it has of each. Those that are not there have no row.
SELECT
    variant.id AS variant_id,
    final_price(
        variant.price, product.discount_type, product.discount_value,
        product.discount_starts_at, product.discount_ends_at, now()
    ) AS unit_price,
    inventory.on_hand,
    variant.max_per_order,
    product.status = 'active' AND variant.removed_at IS NULL AS is_sellable,
    coalesce(item.quantity, 0) AS in_cart,
    item.seen_price,
    (SELECT count(*)::int FROM cart_items AS line WHERE line.cart_id = :cart_id) AS lines_in_cart
FROM unnest(:variant_ids::uuid []) AS asked (id)
JOIN variants AS variant ON variant.id = asked.id
JOIN products AS product ON product.id = variant.product_id
JOIN inventory ON inventory.variant_id = variant.id
LEFT JOIN cart_items AS item ON item.cart_id = :cart_id AND item.variant_id = variant.id
