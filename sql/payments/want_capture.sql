-- Writes down how much is wanted of what is authorised, before the provider is asked for it.
UPDATE payment_intents
SET capture_amount = :amount, updated_at = now()
WHERE id = :id
