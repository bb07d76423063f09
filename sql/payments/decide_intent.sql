-- The order of an intent waits no more for its payment.
UPDATE payment_intents SET expires_at = NULL WHERE id = :id
