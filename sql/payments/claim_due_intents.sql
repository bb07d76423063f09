-- Takes intents that the provider is to be asked about, and puts each off, longer every time, so that none is asked
-- about twice at once and one that fails holds nobody up.
WITH due AS (
    SELECT id AS due_id
    FROM payment_intents
    WHERE next_check_at <= now()
    ORDER BY next_check_at
    LIMIT :most::int
    FOR UPDATE SKIP LOCKED
)

UPDATE payment_intents
SET
    attempts = attempts + 1,
    next_check_at = now() + least(interval '1 hour', interval '30 seconds' * power(2, least(attempts, 10)))
FROM due
WHERE id = due.due_id
RETURNING
    id, order_id, provider, amount, currency, provider_key, provider_reference, charge_reference, client_secret, state,
    capture_amount, captured
