-- The tax classes by name, with how many products each has.
SELECT
    class.code, class.name,
    (SELECT count(*)::int FROM (SELECT 1 FROM products WHERE products.tax_class = class.code LIMIT 10000) AS counted)
        AS products
FROM tax_classes AS class
ORDER BY class.name, class.code
