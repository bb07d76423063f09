-- Forgets what payments that are done were paid with, two days after, a bounded number at a time, and says how many.
WITH done AS (
    SELECT i.id
    FROM payment_intents AS i
    WHERE
        i.client_secret IS NOT NULL AND i.updated_at < now() - interval '2 days'
        AND i.state IN ('succeeded', 'mismatched', 'cancelled')
    LIMIT :most::int
    FOR UPDATE SKIP LOCKED
), forgotten AS (
    UPDATE payment_intents SET client_secret = NULL
    FROM done
    WHERE payment_intents.id = done.id
    RETURNING 1
)

SELECT count(*)::int AS forgotten FROM forgotten
