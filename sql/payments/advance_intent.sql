-- What became of an intent. How the provider names it is kept from the first time it says so.
UPDATE payment_intents
SET
    state = :state,
    captured = :captured,
    provider_reference = coalesce(provider_reference, :provider_reference),
    charge_reference = coalesce(:charge_reference, charge_reference),
    client_secret = coalesce(client_secret, :client_secret),
    next_check_at = :next_check_at,
    expires_at = CASE WHEN NOT :is_decided::boolean THEN expires_at END,
    updated_at = now()
WHERE id = :id
