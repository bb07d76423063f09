-- The categories of these slugs.
SELECT slug AS key, id FROM categories WHERE slug = ANY(:slugs::text[])
