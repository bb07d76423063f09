-- The stock that the analytics show is that of the variants which can be sold, and their sales are those of the orders.
WITH sold AS (
    SELECT line.variant_id, sum(line.quantity) AS units
    FROM store
    JOIN orders AS o ON o.placed_at >= (store_day(now()) - 89)::timestamp AT TIME ZONE store.time_zone
    JOIN order_items AS line ON line.order_id = o.id
    WHERE o.status <> 'cancelled'
    GROUP BY line.variant_id
), truth AS (
    SELECT
        variants.id AS variant_id, inventory.on_hand, inventory.on_hand * variants.price AS value,
        coalesce(sold.units, 0) AS sold_90
    FROM inventory
    JOIN variants ON variants.id = inventory.variant_id
    JOIN products ON products.id = variants.product_id
    LEFT JOIN sold ON sold.variant_id = variants.id
    WHERE variants.removed_at IS NULL AND products.status = 'active'
)
SELECT coalesce(truth.variant_id, shown.variant_id)::text AS id
FROM truth
FULL JOIN stock_figures AS shown ON shown.variant_id = truth.variant_id
WHERE
    -- Figures of an earlier state are old, not wrong.
    EXISTS (SELECT FROM read_models AS m WHERE m.name = 'stock') AND stale_since('stock') IS NULL
    AND row(truth.on_hand, truth.value, truth.sold_90) IS DISTINCT FROM row(shown.on_hand, shown.value, shown.sold_90)
