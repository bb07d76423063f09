-- Orders that have waited for their provider's payment since before an instant, the oldest first, after the place where
-- the last batch ended.
SELECT o.id, o.placed_at
FROM orders AS o
WHERE
    o.status = 'pending' AND o.payment_provider <> 'manual' AND o.placed_at < :placed_before
    AND (:after_at::timestamptz IS NULL OR (o.placed_at, o.id) > (:after_at, :after_id::uuid))
ORDER BY o.placed_at, o.id
LIMIT :most::int
