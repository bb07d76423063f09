-- The category of a slug, made at the top of the tree where there is none.
INSERT INTO categories (slug, name)
VALUES (:slug, :name)
ON CONFLICT (slug) DO UPDATE SET slug = excluded.slug
RETURNING id
