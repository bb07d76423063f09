-- The pictures of some products in their order: where an import said one is, or every address of one of our own.
SELECT
    image.product_id, image.variant_id, image.alt,
    CASE WHEN image.status = 'external' THEN image.source_url END AS source_url,
    array(SELECT jsonb_path_query(image.renditions, 'strict $.**.url') #>> '{}') AS own_urls
FROM images AS image
WHERE image.product_id = ANY(:product_ids::uuid[])
ORDER BY image.product_id, image.position, image.id
