-- A refund that a provider is to give, and of which payment.
SELECT
    r.id, r.order_id, r.amount, r.currency, r.state, r.provider_key, r.provider_reference, r.attempts, r.created_at,
    i.id AS intent_id, i.provider, i.provider_reference AS intent_reference, i.charge_reference
FROM refunds AS r
JOIN payment_intents AS i ON i.id = r.intent_id
WHERE r.id = :id AND r.reverses IS NULL
