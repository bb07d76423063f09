-- Locks the product that an import found again.
SELECT
    id, slug, name, description, status, category_id, vendor_id, currency, is_featured, tags, options, attributes,
    seo_title, seo_description, discount_type, discount_value, discount_starts_at, discount_ends_at, version
FROM products
WHERE slug = :slug
FOR UPDATE
