-- Streams how many there are of each variant that is not removed.
SELECT
    variants.id::text AS variant_id,
    variants.sku,
    products.name AS product,
    coalesce((
        SELECT string_agg(chosen.key || ': ' || chosen.value, ' / ' ORDER BY chosen.key)
        FROM jsonb_each_text(variants.options) AS chosen
    ), '') AS options,
    products.status AS product_status,
    inventory.on_hand,
    inventory.low_stock_threshold,
    inventory.on_hand <= inventory.low_stock_threshold AS is_low,
    products.currency,
    variants.price,
    inventory.updated_at
FROM chosen_stock(:chosen::jsonb) AS inventory
INNER JOIN variants ON inventory.variant_id = variants.id AND variants.removed_at IS NULL
INNER JOIN products ON variants.product_id = products.id
WHERE :statuses::text[] IS NULL OR products.status = ANY(:statuses)
ORDER BY variants.id
