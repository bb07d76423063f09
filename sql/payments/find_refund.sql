-- Which of our refunds a provider means: by ours for it, which it was given, else by its own name.
SELECT r.id, r.order_id
FROM refunds AS r
JOIN payment_intents AS i ON i.id = r.intent_id
WHERE i.provider = :provider AND r.reverses IS NULL AND (r.id = :id OR r.provider_reference = :reference)
ORDER BY r.id = :id DESC
LIMIT 1
