-- Which of our intents a provider means: by its own name for it or for its payment, else by ours, which it was given.
-- Each by an index of its own, whatever the planner thinks of OR.
SELECT named.id, named.order_id
FROM (
    SELECT i.id, i.order_id, 1 AS rank
    FROM payment_intents AS i
    WHERE i.provider = :provider AND i.provider_reference = :reference
    UNION ALL
    SELECT i.id, i.order_id, 2
    FROM payment_intents AS i
    WHERE i.charge_reference = :charge_reference AND i.provider = :provider
    UNION ALL
    SELECT i.id, i.order_id, 3
    FROM payment_intents AS i
    WHERE i.id = :id AND i.provider = :provider AND i.provider_reference IS NULL
) AS named
ORDER BY named.rank
LIMIT 1
