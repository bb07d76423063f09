-- Every variant has its stock row.
SELECT variants.id::text AS id
FROM variants
LEFT JOIN inventory ON inventory.variant_id = variants.id
WHERE inventory.variant_id IS NULL
