-- The rows of stream_inventory as the text of a CSV.
SELECT
    variants.id AS variant_id,
    neutral_text(variants.sku) AS sku,
    neutral_text(products.name) AS product,
    neutral_text(coalesce((
        SELECT string_agg(chosen.key || ': ' || chosen.value, ' / ' ORDER BY chosen.key)
        FROM jsonb_each_text(variants.options) AS chosen
    ), '')) AS options,
    products.status AS product_status,
    inventory.on_hand,
    inventory.low_stock_threshold,
    (inventory.on_hand <= inventory.low_stock_threshold)::text AS is_low,
    products.currency,
    variants.price * minor_unit(products.currency) AS price,
    instant_text(inventory.updated_at) AS updated_at
FROM chosen_stock(:chosen::jsonb) AS inventory
INNER JOIN variants ON inventory.variant_id = variants.id AND variants.removed_at IS NULL
INNER JOIN products ON variants.product_id = products.id
WHERE :statuses::text[] IS NULL OR products.status = ANY(:statuses)
ORDER BY variants.id
