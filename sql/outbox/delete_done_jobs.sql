-- Forgets work that was done or given up a week ago, a bounded number at a time.
WITH gone AS (
    DELETE FROM outbox
    WHERE id IN (
        SELECT o.id
        FROM outbox AS o
        WHERE o.status IN ('done', 'discarded') AND o.finished_at < now() - interval '7 days'
        ORDER BY o.finished_at
        LIMIT :most::int
        FOR UPDATE SKIP LOCKED
    )
    RETURNING 1
)
SELECT count(*)::int AS deleted FROM gone
