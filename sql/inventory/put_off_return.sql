-- Lets those who still wait for a variant that is there have their turn in an hour; says how many rows that were.
WITH put_off AS (
    UPDATE stock_returns
    SET next_at = now() + interval '1 hour'
    WHERE
        stock_returns.variant_id = :variant_id
        AND EXISTS (SELECT FROM inventory WHERE inventory.variant_id = :variant_id AND inventory.on_hand > 0)
        AND EXISTS (
            SELECT FROM stock_notices AS notice
            WHERE notice.variant_id = :variant_id AND notice.due_at IS NULL
        )
    RETURNING stock_returns.variant_id
)
SELECT count(*)::int AS put_off FROM put_off
