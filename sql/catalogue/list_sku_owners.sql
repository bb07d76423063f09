-- Whose these SKUs are.
SELECT sku, product_id FROM variants WHERE sku = ANY(:skus::text[])
