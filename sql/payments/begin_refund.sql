-- Counts a try to have a refund given, before the provider is asked; the next one is due some time later.
UPDATE refunds
SET
    attempts = attempts + 1,
    next_check_at = now() + least(interval '1 hour', interval '30 seconds' * power(2, least(attempts, 10)))
WHERE id = :id AND state IN ('pending', 'unknown')
