-- Locks the product that an import found again, be it by a slug that it had before.
SELECT
    id, slug, name, description, status, category_id, vendor_id, currency, is_featured, tags, options, attributes,
    seo_title, seo_description, discount_type, discount_value, discount_starts_at, discount_ends_at, version
FROM products
WHERE id = (
    SELECT named.id FROM products AS named WHERE named.slug = :slug
    UNION ALL
    SELECT former.product_id FROM former_product_slugs AS former WHERE former.slug = :slug
    LIMIT 1
)
FOR UPDATE
