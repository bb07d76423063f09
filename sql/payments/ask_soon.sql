-- The provider was silent when something was to be done there: it is asked again before long.
UPDATE payment_intents
SET attempts = 0, next_check_at = least(next_check_at, now() + interval '30 seconds')
WHERE id = :id AND state NOT IN ('succeeded', 'mismatched', 'cancelled')
