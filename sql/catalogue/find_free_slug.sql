-- The wanted slug or, where it is taken or still leads to a product, the first free one with a number behind it. The
-- numbers are looked through only then: a plan that begins with them reads a hundred thousand.
SELECT :wanted AS slug
WHERE
    NOT EXISTS (SELECT 1 FROM products WHERE products.slug = :wanted)
    AND NOT EXISTS (SELECT 1 FROM former_product_slugs AS former WHERE former.slug = :wanted)
UNION ALL
(
    SELECT :wanted || '-' || n
    FROM generate_series(2, 100000) AS n
    WHERE
        NOT EXISTS (SELECT 1 FROM products WHERE products.slug = :wanted || '-' || n)
        AND NOT EXISTS (SELECT 1 FROM former_product_slugs AS former WHERE former.slug = :wanted || '-' || n)
    ORDER BY n
    LIMIT 1
)
LIMIT 1
