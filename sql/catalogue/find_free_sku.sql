-- The wanted SKU or, where it is taken, the first free one with a number behind it. The numbers are looked through only
-- then: a plan that begins with them reads a hundred thousand.
SELECT :wanted AS sku
WHERE NOT EXISTS (SELECT 1 FROM variants WHERE variants.sku = :wanted)
UNION ALL
(
    SELECT :wanted || '-' || n
    FROM generate_series(2, 100000) AS n
    WHERE NOT EXISTS (SELECT 1 FROM variants WHERE variants.sku = :wanted || '-' || n)
    ORDER BY n
    LIMIT 1
)
LIMIT 1
