-- The work begins. No row where another worker began it first: each handing-over names the attempts made before it.
UPDATE outbox
SET attempts = attempts + 1, claimed_until = now() + make_interval(secs => :claim_seconds::int)
WHERE id = :id AND status = 'claimed' AND attempts = :attempts::int
RETURNING id, job, arguments, attempts
