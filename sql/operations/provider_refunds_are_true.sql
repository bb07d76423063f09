-- What a provider gave back is a row that names it, never more than it took in; what it refused another row takes back.
SELECT r.id::text AS id
FROM refunds AS r
LEFT JOIN refunds AS reversal ON reversal.reverses = r.id
WHERE r.reverses IS NULL
    AND (
        (r.state = 'failed') <> (reversal.id IS NOT NULL)
        OR reversal.amount <> -r.amount
        OR reversal.order_id <> r.order_id
        OR (r.intent_id IS NOT NULL AND r.state = 'succeeded' AND r.provider_reference IS NULL)
    )
UNION ALL
SELECT i.id::text
FROM payment_intents AS i
JOIN refunds AS r ON r.intent_id = i.id
GROUP BY i.id
HAVING sum(r.amount) > i.captured
