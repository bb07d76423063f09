-- Locks the products that a file names again, in the order of their ids.
SELECT
    p.id, p.slug, p.name, p.description, p.status, p.category_id, category.slug AS category_slug,
    category.name AS category_name, p.vendor_id, vendor.name AS vendor_name, p.tags, p.options, p.seo_title,
    p.seo_description
FROM products AS p
LEFT JOIN categories AS category ON category.id = p.category_id
LEFT JOIN vendors AS vendor ON vendor.id = p.vendor_id
WHERE p.slug = ANY(:slugs::text[])
ORDER BY p.id
FOR UPDATE OF p
