-- Nothing that was to be done waits for longer than a minute.
SELECT outbox.id::text AS id
FROM outbox
WHERE (outbox.status = 'pending' AND outbox.run_after < now() - interval '1 minute')
    OR (outbox.status = 'claimed' AND outbox.claimed_until < now() - interval '1 minute')
