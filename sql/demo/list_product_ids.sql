-- The products after one, in the order of their ids.
SELECT id
FROM products
WHERE id > coalesce(:after, '00000000-0000-0000-0000-000000000000'::uuid)
ORDER BY id
LIMIT :most::int
