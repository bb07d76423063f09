-- A sign of life for work under way; without it the work waits again for another worker.
UPDATE outbox
SET claimed_until = now() + make_interval(secs => :claim_seconds::int)
WHERE id = ANY(:ids::uuid[]) AND status = 'claimed'
