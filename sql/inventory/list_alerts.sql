-- Variants in sale that are at or below their threshold, the emptiest first, after the place (after_on_hand, after_id).
-- How long they last is reckoned from what was sold within 28 days; ids of the ledger begin with their milliseconds.
WITH page AS MATERIALIZED (
    SELECT
        low.variant_id,
        variants.product_id,
        variants.sku,
        products.name,
        low.on_hand,
        low.threshold,
        low.since,
        low.sold_out_at
    FROM (
        -- In order before it is joined: the page needs the products of its own lines, not those of all.
        SELECT
            inventory.variant_id,
            inventory.on_hand,
            inventory.low_stock_threshold AS threshold,
            low_stock.since,
            low_stock.sold_out_at
        FROM low_stock
        JOIN inventory ON inventory.variant_id = low_stock.variant_id
        WHERE
            (NOT :is_sold_out::boolean OR inventory.on_hand = 0)
            AND (
                :after_id::uuid IS NULL
                OR (inventory.on_hand, inventory.variant_id) > (:after_on_hand::int, :after_id)
            )
        ORDER BY inventory.on_hand, inventory.variant_id
        OFFSET 0
    ) AS low
    JOIN variants ON variants.id = low.variant_id
    JOIN products ON products.id = variants.product_id
    WHERE variants.removed_at IS NULL AND products.status = 'active'
    ORDER BY low.on_hand, low.variant_id
    LIMIT :most::int OFFSET :skip::int
)
SELECT
    page.variant_id,
    page.product_id,
    page.sku,
    page.name,
    page.on_hand,
    page.threshold,
    coalesce(sold.pieces, 0)::int AS sold_28_days,
    round(page.on_hand * 28.0 / sold.pieces, 1)::float8 AS days_of_cover,
    page.since,
    page.sold_out_at
FROM page
CROSS JOIN LATERAL (
    SELECT nullif(-sum(m.delta), 0) AS pieces
    FROM stock_movements AS m
    WHERE
        m.variant_id = page.variant_id AND m.reason = 'sale'
        AND m.id >= (
            lpad(to_hex((extract(EPOCH FROM now() - interval '28 days') * 1000)::bigint), 12, '0')
            || '00000000000000000000'
        )::uuid
) AS sold
ORDER BY page.on_hand, page.variant_id
