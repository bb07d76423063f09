-- What became of a refund. How the provider names it is kept from the first time it says so.
UPDATE refunds
SET
    state = :state,
    provider_reference = coalesce(provider_reference, :provider_reference),
    next_check_at = :next_check_at
WHERE id = :id
