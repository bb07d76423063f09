-- Rewrites what a file says of locked products and counts the change.
UPDATE products
SET
    name = given.name, description = given.description, status = given.status, category_id = given.category_id,
    vendor_id = given.vendor_id, tags = given.tags, options = given.options, seo_title = given.seo_title,
    seo_description = given.seo_description, version = products.version + 1, updated_at = now()
FROM jsonb_to_recordset(:rows::jsonb) AS given (
    id uuid, name text, description text, status text, category_id uuid, vendor_id uuid, tags text[], options jsonb,
    seo_title text, seo_description text
)
WHERE products.id = given.id
