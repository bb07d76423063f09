-- A product as its editors fill it in.
SELECT
    id, slug, name, description, status, category_id, vendor_id, currency, is_featured, tags, options, attributes,
    tax_class, seo_title, seo_description, discount_type, discount_value, discount_starts_at, discount_ends_at, version
FROM products
WHERE id = :product_id
