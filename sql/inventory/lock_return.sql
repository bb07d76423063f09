-- A variant that is back while somebody waits for it; one that another worker is at is passed over.
SELECT stock_returns.variant_id
FROM stock_returns
WHERE stock_returns.next_at <= now()
ORDER BY stock_returns.next_at
LIMIT 1
FOR UPDATE SKIP LOCKED
