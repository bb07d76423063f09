-- Those who are told next that a variant is back: so many for each piece of it, who asked first.
WITH chosen AS MATERIALIZED (
    SELECT notice.id
    FROM stock_notices AS notice
    WHERE notice.variant_id = :variant_id AND notice.due_at IS NULL
    ORDER BY notice.id
    LIMIT (
        SELECT least(inventory.on_hand::bigint * :for_each::int, :most::int)
        FROM inventory
        JOIN variants ON variants.id = inventory.variant_id
        JOIN products ON products.id = variants.product_id
        WHERE
            inventory.variant_id = :variant_id AND variants.removed_at IS NULL AND products.status = 'active'
        UNION ALL
        SELECT 0
        LIMIT 1
    )
    FOR UPDATE
)
UPDATE stock_notices
SET due_at = now()
FROM chosen
WHERE stock_notices.id = chosen.id
RETURNING stock_notices.id, stock_notices.due_at
