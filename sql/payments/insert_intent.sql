-- Writes down what a provider is to be asked for, under a key that is the same at every try, before it is; and how long
-- the order waits for it.
INSERT INTO payment_intents (order_id, provider, amount, currency, provider_key, next_check_at, expires_at)
VALUES (:order_id, :provider, :amount, :currency, :provider_key, now() + interval '1 minute', :expires_at)
