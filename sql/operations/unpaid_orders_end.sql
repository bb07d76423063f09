-- No order waits for its payment for an hour longer than it may, unless the money is under way or an admin is to look.
SELECT o.id::text AS id
FROM orders AS o
LEFT JOIN payment_intents AS i ON i.order_id = o.id
WHERE o.status = 'pending' AND o.payment_provider <> 'manual'
    AND coalesce(i.expires_at, '-infinity') < now() - interval '1 hour'
    AND coalesce(i.state, 'unknown') NOT IN ('processing', 'mismatched')
