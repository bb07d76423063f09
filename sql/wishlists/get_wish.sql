-- One wish as its product is now.
SELECT
    wish.id,
    wish.product_id,
    wish.variant_id,
    list.name AS list,
    wish.note,
    wish.added_at,
    product.slug,
    product.name,
    variant.options,
    coalesce(final_price(
        variant.price, product.discount_type, product.discount_value,
        product.discount_starts_at, product.discount_ends_at, now()
    ), shown.price) AS price,
    product.currency,
    product.status = 'active' AND (variant.id IS NULL OR variant.removed_at IS NULL) AS is_available,
    product.status = 'active' AND CASE
        WHEN variant.id IS NULL THEN shown.in_stock
        ELSE variant.removed_at IS NULL AND inventory.on_hand > 0
    END AS in_stock,
    picture.url AS image_url
FROM wishlists AS list
JOIN wishes AS wish ON wish.wishlist_id = list.id
JOIN products AS product ON product.id = wish.product_id
JOIN product_documents AS shown ON shown.product_id = product.id
LEFT JOIN variants AS variant ON variant.id = wish.variant_id
LEFT JOIN inventory ON inventory.variant_id = variant.id
LEFT JOIN LATERAL (
    SELECT images.renditions #>> '{thumb,url}' AS url
    FROM images
    WHERE images.product_id = product.id AND images.status = 'ready'
    ORDER BY (images.variant_id IS NOT DISTINCT FROM variant.id) DESC, images.position, images.id
    LIMIT 1
) AS picture ON true
WHERE wish.id = :wish_id
