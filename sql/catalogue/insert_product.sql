-- A new product; its variants follow, and then its document.
INSERT INTO products (
    slug, name, description, status, category_id, vendor_id, currency, is_featured, tags, options, attributes,
    tax_class, seo_title, seo_description, discount_type, discount_value, discount_starts_at, discount_ends_at
)
VALUES (
    :slug, :name, :description, :status, :category_id, :vendor_id, :currency, :is_featured, :tags, :options,
    :attributes, :tax_class, :seo_title, :seo_description, :discount_type, :discount_value, :discount_starts_at,
    :discount_ends_at
)
RETURNING id
