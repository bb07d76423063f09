-- The new products of a file; their variants follow, and then their documents.
INSERT INTO products (
    slug, name, description, status, category_id, vendor_id, currency, tags, options, seo_title, seo_description
)
SELECT
    given.slug, given.name, given.description, given.status, given.category_id, given.vendor_id, given.currency,
    given.tags, given.options, given.seo_title, given.seo_description
FROM jsonb_to_recordset(:rows::jsonb) AS given (
    slug text, name text, description text, status text, category_id uuid, vendor_id uuid, currency text, tags text[],
    options jsonb, seo_title text, seo_description text
)
ORDER BY given.slug
RETURNING slug AS key, id
