-- A picture that is ready has all its sizes, and one of a variant belongs to that variant's product.
SELECT images.id::text AS id
FROM images
LEFT JOIN variants ON variants.id = images.variant_id
WHERE (images.status = 'ready' AND NOT images.renditions ?& ARRAY['thumb', 'card', 'zoom'])
    OR variants.product_id <> images.product_id
