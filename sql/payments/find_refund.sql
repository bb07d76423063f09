-- Which of our refunds a provider means: by ours for it, which it was given, else by its own name.
SELECT named.id, named.order_id
FROM (
    SELECT r.id, r.order_id, r.intent_id, 1 AS rank FROM refunds AS r WHERE r.id = :id AND r.reverses IS NULL
    UNION ALL
    SELECT r.id, r.order_id, r.intent_id, 2 FROM refunds AS r WHERE r.provider_reference = :reference
) AS named
JOIN payment_intents AS i ON i.id = named.intent_id
WHERE i.provider = :provider
ORDER BY named.rank
LIMIT 1
