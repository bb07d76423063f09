-- Takes refunds that the provider is to be asked about, and puts each off, longer every time.
WITH due AS (
    SELECT id AS due_id
    FROM refunds
    WHERE next_check_at <= now()
    ORDER BY next_check_at
    LIMIT :most::int
    FOR UPDATE SKIP LOCKED
)

UPDATE refunds
SET next_check_at = now() + least(interval '1 hour', interval '30 seconds' * power(2, least(attempts, 10)))
FROM due
WHERE id = due.due_id
RETURNING id, (SELECT i.provider FROM payment_intents AS i WHERE i.id = refunds.intent_id) AS provider
