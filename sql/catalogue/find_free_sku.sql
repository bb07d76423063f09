-- The wanted SKU or, where it is taken, the first free one with a number behind it.
SELECT :wanted || CASE WHEN n = 1 THEN '' ELSE '-' || n END AS sku
FROM generate_series(1, 100000) AS n
WHERE NOT EXISTS (
    SELECT 1 FROM variants WHERE variants.sku = :wanted || CASE WHEN n = 1 THEN '' ELSE '-' || n END
)
ORDER BY n
LIMIT 1
