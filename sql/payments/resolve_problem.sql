-- An admin says that a problem is in order, once. No row where there is none, or it was said before.
UPDATE payment_problems
SET resolved_at = now(), resolved_by = :actor_id, note = :note
WHERE id = :id AND resolved_at IS NULL
RETURNING id, kind, provider, order_id, reference, detail, created_at, resolved_at, note
