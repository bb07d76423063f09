-- Moves locked stock from one location to another, each variant once; null is the default location. The total stays.
WITH given AS (
    SELECT g.variant_id, g.quantity
    FROM unnest(:variant_ids::uuid[], :quantities::int[]) AS g (variant_id, quantity)
), changed AS (
    UPDATE inventory
    SET
        elsewhere = elsewhere_plus(
            inventory.elsewhere,
            jsonb_strip_nulls(jsonb_build_object(
                coalesce(:from_id::uuid::text, 'none'), CASE WHEN :from_id IS NOT NULL THEN -given.quantity END,
                coalesce(:to_id::uuid::text, 'none'), CASE WHEN :to_id IS NOT NULL THEN given.quantity END
            ))
        ),
        updated_at = now()
    FROM given
    WHERE inventory.variant_id = given.variant_id
    RETURNING
        inventory.variant_id,
        old.on_hand AS was_on_hand,
        old.elsewhere AS was_elsewhere,
        new.on_hand,
        new.elsewhere
)
INSERT INTO stock_movements (variant_id, delta, reason, reference_id, note, actor_id, part, location_id)
SELECT
    changed.variant_id, moved.delta, 'transfer', :transfer_id::uuid, :note::text, :actor_id::uuid, moved.part,
    moved.location_id
FROM changed
CROSS JOIN LATERAL stock_parts(changed.was_on_hand, changed.was_elsewhere, changed.on_hand, changed.elsewhere) AS moved
ORDER BY changed.variant_id, moved.part
