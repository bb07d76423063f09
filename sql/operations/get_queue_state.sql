-- How much work waits, is under way and is dead, and since when the oldest has been due.
SELECT
    (SELECT count(*)::int FROM outbox AS o WHERE o.status = 'pending' AND o.run_after <= now()) AS waiting,
    (SELECT count(*)::int FROM outbox AS o WHERE o.status = 'pending' AND o.run_after > now()) AS later,
    (SELECT count(*)::int FROM outbox AS o WHERE o.status = 'claimed') AS running,
    (SELECT count(*)::int FROM outbox AS o WHERE o.status = 'dead') AS dead,
    coalesce((
        SELECT EXTRACT(EPOCH FROM now() - min(o.run_after))::float8
        FROM outbox AS o
        WHERE o.status = 'pending' AND o.run_after <= now()
    ), 0) AS oldest_seconds
