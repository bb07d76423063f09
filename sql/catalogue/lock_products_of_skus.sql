-- Locks the products of these SKUs in the order of their ids.
SELECT p.id
FROM products AS p
WHERE p.id IN (SELECT v.product_id FROM variants AS v WHERE v.sku = ANY(:skus::text[]) AND v.removed_at IS NULL)
ORDER BY p.id
FOR NO KEY UPDATE
