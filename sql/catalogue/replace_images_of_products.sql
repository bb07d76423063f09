-- Puts these in the place of the pictures that an import named before.
WITH gone AS (
    DELETE FROM images WHERE product_id = ANY(:product_ids::uuid[]) AND status = 'external'
)
INSERT INTO images (product_id, variant_id, position, alt, source_url, status)
SELECT given.product_id, given.variant_id, given.position, given.alt, given.url, 'external'
FROM jsonb_to_recordset(:rows::jsonb) AS given (product_id uuid, variant_id uuid, position int, alt text, url text)
ORDER BY given.product_id, given.position
