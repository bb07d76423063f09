-- A product's document by its slug, with what decides who may see it.
SELECT d.product_id, d.status, d.vendor_id, p.version, d.document
FROM product_documents AS d
JOIN products AS p ON p.id = d.product_id
WHERE d.slug = :slug
