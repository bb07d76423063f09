-- The categories that these slugs lead to, be it by one that they had before.
SELECT slug AS key, id FROM categories WHERE slug = ANY(:slugs::text[])
UNION ALL
SELECT slug AS key, category_id AS id FROM former_category_slugs WHERE slug = ANY(:slugs::text[])
