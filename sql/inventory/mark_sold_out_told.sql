-- What sold out and nobody was told of yet; thereafter it counts as told.
UPDATE low_stock
SET is_told = true
FROM (
    SELECT fresh.variant_id
    FROM low_stock AS fresh
    WHERE fresh.sold_out_at IS NOT NULL AND NOT fresh.is_told
    ORDER BY fresh.sold_out_at, fresh.variant_id
    LIMIT :most::int
    FOR UPDATE SKIP LOCKED
) AS chosen
WHERE low_stock.variant_id = chosen.variant_id
RETURNING low_stock.variant_id, low_stock.sold_out_at
