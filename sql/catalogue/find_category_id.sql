-- A category by its slug, or by one that it had and no other has taken.
SELECT id FROM categories WHERE slug = :slug
UNION ALL
SELECT category_id AS id FROM former_category_slugs WHERE slug = :slug
LIMIT 1
