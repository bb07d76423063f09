-- Deletes a locked location that never had stock: whoever brings some there waits for the lock, and finds none.
WITH deleted AS (
    DELETE FROM stock_locations
    WHERE
        id = :location_id
        AND NOT EXISTS (SELECT FROM stock_movements AS m WHERE m.location_id = :location_id AND m.reason <> 'sale')
    RETURNING stock_locations.id
)
SELECT count(*)::int AS deleted FROM deleted
