-- Forgets events that no provider sends again, a bounded number at a time, and says how many.
WITH old AS (
    SELECT e.provider, e.event_id
    FROM payment_events AS e
    WHERE e.received_at < now() - interval '90 days'
    ORDER BY e.received_at
    LIMIT :most::int
), deleted AS (
    DELETE FROM payment_events USING old
    WHERE payment_events.provider = old.provider AND payment_events.event_id = old.event_id
    RETURNING 1
)

SELECT count(*)::int AS deleted FROM deleted
