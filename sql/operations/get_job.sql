-- One piece of work.
SELECT
    o.id, o.job, o.queue, o.status, o.attempts, o.arguments, o.last_error, o.created_at, o.run_after, o.finished_at
FROM outbox AS o
WHERE o.id = :id
