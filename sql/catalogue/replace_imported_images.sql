-- Puts these in the place of the pictures that an import named before.
WITH gone AS (
    DELETE FROM images WHERE product_id = :product_id AND status = 'external'
)
INSERT INTO images (product_id, variant_id, position, alt, source_url, status)
SELECT :product_id, given.variant_id, (given.place - 1)::int, given.alt, given.url, 'external'
FROM unnest(:urls::text[], :alts::text[], :variant_ids::uuid[]) WITH ORDINALITY AS given (url, alt, variant_id, place)
