-- Locks the products that a file names again, be it by a slug that they had before, in the order of their ids.
WITH named AS MATERIALIZED (
    SELECT current.slug AS named_as, current.id FROM products AS current WHERE current.slug = ANY(:slugs::text[])
    UNION ALL
    SELECT former.slug, former.product_id FROM former_product_slugs AS former WHERE former.slug = ANY(:slugs::text[])
)
SELECT
    named.named_as, p.id, p.slug, p.name, p.description, p.status, p.category_id, category.slug AS category_slug,
    category.name AS category_name, p.vendor_id, vendor.name AS vendor_name, p.tags, p.options, p.seo_title,
    p.seo_description
FROM named
JOIN products AS p ON p.id = named.id
LEFT JOIN categories AS category ON category.id = p.category_id
LEFT JOIN vendors AS vendor ON vendor.id = p.vendor_id
ORDER BY p.id
FOR NO KEY UPDATE OF p
