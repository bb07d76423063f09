-- How an order is paid through a provider. No row where the shop takes the money itself.
SELECT
    id, order_id, provider, amount, currency, provider_key, provider_reference, charge_reference, client_secret, state,
    capture_amount, captured
FROM payment_intents
WHERE order_id = :order_id
