-- The lines of a cart with the present price, stock and state of what they name.
SELECT
    item.id,
    item.variant_id,
    product.id AS product_id,
    variant.sku,
    product.slug,
    product.name,
    variant.options,
    picture.url AS image_url,
    item.quantity,
    item.seen_price,
    variant.price AS base_price,
    final_price(
        variant.price, product.discount_type, product.discount_value,
        product.discount_starts_at, product.discount_ends_at, now()
    ) AS unit_price,
    inventory.on_hand,
    variant.max_per_order,
    product.status = 'active' AND variant.removed_at IS NULL AS is_sellable
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
ORDER BY item.created_at, item.id
