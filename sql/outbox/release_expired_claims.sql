-- Work whose worker never reported back waits again: it died, or the queue was wiped.
WITH released AS (
    UPDATE outbox
    SET status = 'pending', claimed_until = NULL
    WHERE status = 'claimed' AND claimed_until < now()
    RETURNING 1
)
SELECT count(*)::int AS released FROM released
