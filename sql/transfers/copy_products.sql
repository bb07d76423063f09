-- The rows of stream_products as the text of a CSV.
SELECT
    products.id AS product_id,
    products.slug,
    neutral_text(products.name) AS name,
    products.status,
    categories.slug AS category,
    neutral_text(vendors.name) AS vendor,
    neutral_text(array_to_string(products.tags, ', ')) AS tags,
    variants.id AS variant_id,
    neutral_text(variants.sku) AS sku,
    neutral_text(coalesce((
        SELECT string_agg(chosen.key || ': ' || chosen.value, ' / ' ORDER BY chosen.key)
        FROM jsonb_each_text(variants.options) AS chosen
    ), '')) AS options,
    products.currency,
    variants.price * minor_unit(products.currency) AS price,
    variants.compare_at_price * minor_unit(products.currency) AS compare_at_price,
    coalesce(inventory.on_hand, 0) AS on_hand,
    variants.weight_grams,
    neutral_text(variants.barcode) AS barcode,
    instant_text(products.created_at) AS created_at,
    instant_text(greatest(products.updated_at, variants.updated_at)) AS updated_at
FROM chosen_products(:chosen::jsonb) AS products
INNER JOIN variants ON products.id = variants.product_id AND variants.removed_at IS NULL
LEFT JOIN inventory ON variants.id = inventory.variant_id
LEFT JOIN categories ON products.category_id = categories.id
LEFT JOIN vendors ON products.vendor_id = vendors.id
ORDER BY products.id, variants.position, variants.id
