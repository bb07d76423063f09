-- Streams products as Shopify writes them, oldest first, each with its live variants and its pictures.
SELECT
    products.slug,
    products.name,
    products.description,
    products.status,
    categories.slug AS category_slug,
    categories.name AS category_name,
    vendors.name AS vendor,
    products.tags,
    array(
        SELECT choice.option ->> 'name'
        FROM jsonb_array_elements(products.options) WITH ORDINALITY AS choice (option, place)
        ORDER BY choice.place
    ) AS option_names,
    products.currency,
    products.seo_title,
    products.seo_description,
    sold.variants,
    coalesce(pictures.images, '[]') AS images
FROM chosen_products(:chosen::jsonb) AS products
LEFT JOIN categories ON products.category_id = categories.id
LEFT JOIN vendors ON products.vendor_id = vendors.id
LEFT JOIN LATERAL (
    SELECT
        jsonb_agg(
            jsonb_build_object('url', addressed.url, 'alt', addressed.alt)
            ORDER BY addressed.position, addressed.id
        ) FILTER (WHERE addressed.url IS NOT NULL) AS images,
        jsonb_object_agg(addressed.variant_id, addressed.url ORDER BY addressed.position DESC, addressed.id DESC)
            FILTER (WHERE addressed.variant_id IS NOT NULL) AS of_variants
    FROM (
        SELECT
            image.id, image.variant_id, image.position, image.alt,
            CASE
                WHEN image.status = 'external' THEN image.source_url
                ELSE coalesce(
                    jsonb_path_query_first(image.renditions, 'lax $.zoom.**.url'),
                    jsonb_path_query_first(image.renditions, 'strict $.**.url')
                ) #>> '{}'
            END AS url
        FROM images AS image
        WHERE image.product_id = products.id
    ) AS addressed
) AS pictures ON true
CROSS JOIN LATERAL (
    SELECT
        jsonb_agg(jsonb_build_object(
            'sku', v.sku, 'options', v.options, 'price', v.price, 'compare_at_price', v.compare_at_price,
            'on_hand', inventory.on_hand, 'weight_grams', v.weight_grams, 'barcode', v.barcode,
            'image_url', pictures.of_variants ->> v.id::text
        ) ORDER BY v.position, v.id) AS variants
    FROM variants AS v
    INNER JOIN inventory ON v.id = inventory.variant_id
    WHERE v.product_id = products.id AND v.removed_at IS NULL
) AS sold
WHERE sold.variants IS NOT NULL
ORDER BY products.id
