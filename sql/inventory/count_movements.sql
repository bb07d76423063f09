-- How many lines the ledger has, counted to a limit.
SELECT count(*)::int AS total
FROM (
    SELECT 1
    FROM stock_movements AS m
    WHERE :variant_id::uuid IS NULL OR m.variant_id = :variant_id
    LIMIT :most::int
) AS counted
