-- Takes waiting work for the queue. Chosen by status, never by a watermark on ids: ids are not in commit order.
UPDATE outbox
SET status = 'claimed', claimed_until = now() + make_interval(secs => :claim_seconds::int)
WHERE outbox.id IN (
    SELECT waiting.id
    FROM outbox AS waiting
    WHERE waiting.status = 'pending' AND waiting.run_after <= now()
    ORDER BY waiting.run_after, waiting.id
    LIMIT :most::int
    FOR UPDATE SKIP LOCKED
)
RETURNING outbox.id, outbox.queue, outbox.attempts
