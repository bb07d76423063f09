-- Streams the variants on sale with what their products say, oldest product first.
SELECT
    products.id::text AS product_id,
    products.slug,
    products.name,
    products.status,
    categories.slug AS category,
    vendors.name AS vendor,
    array_to_string(products.tags, ', ') AS tags,
    variants.id::text AS variant_id,
    variants.sku,
    coalesce((
        SELECT string_agg(chosen.key || ': ' || chosen.value, ' / ' ORDER BY chosen.key)
        FROM jsonb_each_text(variants.options) AS chosen
    ), '') AS options,
    products.currency,
    variants.price,
    variants.compare_at_price,
    coalesce(inventory.on_hand, 0) AS on_hand,
    variants.weight_grams,
    variants.barcode,
    products.created_at,
    greatest(products.updated_at, variants.updated_at) AS updated_at
FROM chosen_products(:chosen::jsonb) AS products
INNER JOIN variants ON products.id = variants.product_id AND variants.removed_at IS NULL
LEFT JOIN inventory ON variants.id = inventory.variant_id
LEFT JOIN categories ON products.category_id = categories.id
LEFT JOIN vendors ON products.vendor_id = vendors.id
ORDER BY products.id, variants.position, variants.id
