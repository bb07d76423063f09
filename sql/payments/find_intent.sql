-- Which of our intents a provider means: by its own name for it, else by ours, which it was given.
SELECT id, order_id
FROM payment_intents
WHERE
    provider = :provider
    AND (
        provider_reference = :reference OR charge_reference = :charge_reference
        OR (id = :id AND provider_reference IS NULL)
    )
ORDER BY provider_reference IS NULL, id
LIMIT 1
