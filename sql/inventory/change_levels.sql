-- Changes locked stock rows, each named once, and writes the ledger of each. Without a location what is added goes to
-- the default one, and what is taken is divided as a sale would be.
WITH given AS (
    SELECT g.variant_id, g.delta, g.location_id, place.is_default
    FROM unnest(:variant_ids::uuid[], :deltas::int[], :location_ids::uuid[]) AS g (variant_id, delta, location_id)
    LEFT JOIN stock_locations AS place ON place.id = g.location_id
), changed AS (
    UPDATE inventory
    SET
        on_hand = inventory.on_hand + given.delta,
        elsewhere = CASE
            WHEN NOT given.is_default
                THEN elsewhere_plus(inventory.elsewhere, jsonb_build_object(given.location_id, given.delta))
            WHEN given.is_default OR inventory.elsewhere IS NULL THEN inventory.elsewhere
            ELSE elsewhere_after(inventory.elsewhere, inventory.on_hand, given.delta)
        END,
        updated_at = now()
    FROM given
    WHERE inventory.variant_id = given.variant_id AND given.delta <> 0
    RETURNING
        inventory.variant_id,
        old.on_hand AS was_on_hand,
        old.elsewhere AS was_elsewhere,
        new.on_hand,
        new.elsewhere
), written AS (
    INSERT INTO stock_movements (variant_id, delta, reason, note, actor_id, part, location_id)
    SELECT changed.variant_id, moved.delta, :reason, :note::text, :actor_id::uuid, moved.part, moved.location_id
    FROM changed
    CROSS JOIN LATERAL stock_parts(
        changed.was_on_hand, changed.was_elsewhere, changed.on_hand, changed.elsewhere
    ) AS moved
    ORDER BY changed.variant_id
)
SELECT changed.variant_id, changed.was_on_hand AS before, changed.on_hand
FROM changed
ORDER BY changed.variant_id
