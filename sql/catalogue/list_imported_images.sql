-- The pictures that an import named, in their order.
SELECT variant_id, alt, source_url
FROM images
WHERE product_id = :product_id AND status = 'external'
ORDER BY position, id
