-- The products that these keys name: each is a slug, or the SKU of a variant that is not removed. Unknown ones are left
-- out.
SELECT wanted.key, coalesce(by_slug.id, by_sku.product_id) AS product_id
FROM unnest(:keys::text[]) AS wanted (key)
LEFT JOIN products AS by_slug ON by_slug.slug = wanted.key
LEFT JOIN variants AS by_sku ON by_sku.sku = wanted.key AND by_sku.removed_at IS NULL
WHERE by_slug.id IS NOT NULL OR by_sku.product_id IS NOT NULL
