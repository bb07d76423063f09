-- Forgets addresses a month after their mail.
WITH gone AS (
    DELETE FROM stock_notices
    WHERE id IN (
        SELECT old.id FROM stock_notices AS old
        WHERE old.sent_at < now() - interval '30 days'
        LIMIT :most::int
    )
    RETURNING stock_notices.id
)
SELECT count(*)::int AS deleted FROM gone
