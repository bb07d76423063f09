-- Intents whose time to be paid is over, the oldest first, after the place where the last batch ended. Money that is
-- under way is waited for, and what was paid wrongly is for an admin.
SELECT id, order_id, provider, provider_key, provider_reference, expires_at
FROM payment_intents
WHERE
    expires_at < now() AND state NOT IN ('processing', 'mismatched')
    AND (:after_at::timestamptz IS NULL OR (expires_at, id) > (:after_at, :after_id::uuid))
ORDER BY expires_at, id
LIMIT :most::int
