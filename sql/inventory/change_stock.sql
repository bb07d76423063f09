-- Changes one locked stock row and writes the ledger.
WITH changed AS (
    UPDATE inventory
    SET on_hand = on_hand + :delta::int, updated_at = now()
    WHERE variant_id = :variant_id
    RETURNING variant_id, old.on_hand AS before, new.on_hand
), written AS (
    INSERT INTO stock_movements (variant_id, delta, reason, note, actor_id)
    SELECT :variant_id, :delta::int, :reason, :note, :actor_id
    WHERE :delta::int <> 0
)
SELECT changed.variant_id, changed.before, changed.on_hand
FROM changed
