-- Work behind the requests, the newest first.
SELECT
    o.id, o.job, o.queue, o.status, o.attempts, o.arguments, o.last_error, o.created_at, o.run_after, o.finished_at
FROM outbox AS o
WHERE
    (:status::text IS NULL OR o.status = :status)
    AND (:job::text IS NULL OR o.job = :job)
    AND (:before_id::uuid IS NULL OR o.id < :before_id)
ORDER BY o.id DESC
LIMIT :most::int OFFSET :skip::int
