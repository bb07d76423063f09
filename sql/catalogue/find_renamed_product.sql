-- Where a slug leads that a product no longer has.
SELECT p.slug, d.status, d.vendor_id
FROM former_product_slugs AS former
JOIN products AS p ON p.id = former.product_id
JOIN product_documents AS d ON d.product_id = p.id
WHERE former.slug = :slug
