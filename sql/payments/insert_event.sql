-- Writes down that a provider's event has its effect in this transaction. No row where it had it already.
INSERT INTO payment_events (provider, event_id, kind, outcome, order_id)
VALUES (:provider, :event_id, :kind, '', :order_id)
ON CONFLICT (provider, event_id) DO NOTHING
RETURNING true
