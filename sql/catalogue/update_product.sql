-- Rewrites a locked product and counts the change.
UPDATE products
SET
    slug = :slug, name = :name, description = :description, status = :status, category_id = :category_id,
    vendor_id = :vendor_id, is_featured = :is_featured, tags = :tags, options = :options, attributes = :attributes,
    tax_class = :tax_class, seo_title = :seo_title, seo_description = :seo_description, discount_type = :discount_type,
    discount_value = :discount_value, discount_starts_at = :discount_starts_at, discount_ends_at = :discount_ends_at,
    version = version + 1, updated_at = now()
WHERE id = :product_id
