-- Locks an intent before it changes; its order is locked already.
SELECT
    id, order_id, provider, amount, currency, provider_key, provider_reference, charge_reference, client_secret, state,
    capture_amount, captured
FROM payment_intents
WHERE id = :id
FOR UPDATE
