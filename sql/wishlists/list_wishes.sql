-- The wishes of a list, the newest first, each as its product is now.
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
    found.price,
    product.currency,
    product.status = 'active' AND (variant.id IS NULL OR variant.removed_at IS NULL) AS is_available,
    product.status = 'active' AND found.in_stock AS in_stock,
    picture.url AS image_url
FROM wishlists AS list
JOIN wishes AS wish ON wish.wishlist_id = list.id
JOIN products AS product ON product.id = wish.product_id
LEFT JOIN variants AS variant ON variant.id = wish.variant_id
CROSS JOIN LATERAL (
    SELECT
        (array_agg(one.price ORDER BY one.is_removed, one.price))[1] AS price,
        coalesce(bool_or(NOT one.is_removed AND one.on_hand > 0), false) AS in_stock
    FROM (
        SELECT
            final_price(
                v.price, product.discount_type, product.discount_value,
                product.discount_starts_at, product.discount_ends_at, now()
            ) AS price,
            v.removed_at IS NOT NULL AS is_removed,
            inventory.on_hand
        FROM variants AS v
        JOIN inventory ON inventory.variant_id = v.id
        WHERE v.product_id = product.id AND (wish.variant_id IS NULL OR v.id = wish.variant_id)
    ) AS one
) AS found
LEFT JOIN LATERAL (
    SELECT images.renditions #>> '{thumb,url}' AS url
    FROM images
    WHERE images.product_id = product.id AND images.status = 'ready'
    ORDER BY (images.variant_id IS NOT DISTINCT FROM variant.id) DESC, images.position, images.id
    LIMIT 1
) AS picture ON true
WHERE list.user_id = :user_id AND list.name = :name AND (:after_id::uuid IS NULL OR wish.id < :after_id)
ORDER BY wish.id DESC
LIMIT :most::int
OFFSET :skip::int
