-- What these products are called, by name.
SELECT products.id, products.slug, products.name
FROM products
WHERE products.id = ANY(:product_ids::uuid[])
ORDER BY products.name, products.id
