-- Of these categories and products the ones that there are not.
SELECT wanted.id
FROM unnest(:category_ids::uuid[]) AS wanted (id)
WHERE NOT EXISTS (SELECT 1 FROM categories WHERE categories.id = wanted.id)
UNION ALL
SELECT wanted.id
FROM unnest(:product_ids::uuid[]) AS wanted (id)
WHERE NOT EXISTS (SELECT 1 FROM products WHERE products.id = wanted.id)
