-- Changes locked stock rows and writes the ledger of each.
WITH changed AS (
    UPDATE inventory
    SET on_hand = inventory.on_hand + given.delta, updated_at = now()
    FROM unnest(:variant_ids::uuid[], :deltas::int[]) AS given (variant_id, delta)
    WHERE inventory.variant_id = given.variant_id AND given.delta <> 0
    RETURNING inventory.variant_id, given.delta
)
INSERT INTO stock_movements (variant_id, delta, reason, actor_id)
SELECT changed.variant_id, changed.delta, :reason, :actor_id::uuid
FROM changed
ORDER BY changed.variant_id
