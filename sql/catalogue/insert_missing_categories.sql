-- Makes categories at the top of the tree, but those that exist.
INSERT INTO categories (slug, name)
SELECT given.slug, given.name
FROM unnest(:slugs::text[], :names::text[]) AS given (slug, name)
ORDER BY given.slug
ON CONFLICT DO NOTHING
