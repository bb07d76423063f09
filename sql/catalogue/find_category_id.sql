-- A category by its slug.
SELECT id FROM categories WHERE slug = :slug
