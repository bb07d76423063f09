-- From how few pieces on a locked variant is said to run low.
UPDATE inventory
SET low_stock_threshold = :threshold, updated_at = now()
WHERE variant_id = :variant_id
