-- No slug that leads to another name is at the same time the name of anything.
SELECT former.slug AS id
FROM former_product_slugs AS former
JOIN products ON products.slug = former.slug
UNION ALL
SELECT former.slug AS id
FROM former_category_slugs AS former
JOIN categories ON categories.slug = former.slug
