-- One step of an order and its line in the history. The order is locked, and was in `from_status`. The step is of this
-- moment, not of the transaction's begin: that may have waited for the lock while another step was taken.
WITH changed AS (
    UPDATE orders SET status = :status, updated_at = now()
    WHERE id = :order_id AND status = :from_status
    RETURNING id
)
INSERT INTO order_events (order_id, from_status, status, at, note, actor_id)
SELECT changed.id, :from_status, :status, clock_timestamp(), :note, :actor_id FROM changed
