-- What a provider took in stands in the ledger, once, for the order that it was asked for.
SELECT i.id::text AS id
FROM payment_intents AS i
LEFT JOIN payments AS p ON p.intent_id = i.id
GROUP BY i.id
HAVING coalesce(sum(p.amount), 0) <> i.captured OR bool_or(p.order_id <> i.order_id OR p.currency <> i.currency)
