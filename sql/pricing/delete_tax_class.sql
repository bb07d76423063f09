-- Removes a tax class with its rates. No row where products have it, or it is one of the two that every shop has.
WITH rates AS (
    DELETE FROM tax_rates
    WHERE
        tax_class = :code AND :code NOT IN ('standard', 'shipping')
        AND NOT EXISTS (SELECT 1 FROM products WHERE products.tax_class = :code)
)
DELETE FROM tax_classes
WHERE
    code = :code AND code NOT IN ('standard', 'shipping')
    AND NOT EXISTS (SELECT 1 FROM products WHERE products.tax_class = :code)
RETURNING code
