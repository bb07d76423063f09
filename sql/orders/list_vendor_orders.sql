-- Orders with lines of a vendor, newest first, after the place where the last page ended; of each only his lines.
WITH page AS (
    SELECT own.placed_at, own.order_id
    FROM vendor_orders AS own
    WHERE
        own.vendor_id = :vendor_id
        AND (:statuses::text[] IS NULL OR own.status = ANY(:statuses))
        AND (:placed_from::timestamptz IS NULL OR own.placed_at >= :placed_from)
        AND (:placed_to::timestamptz IS NULL OR own.placed_at < :placed_to)
        AND (:after_at::timestamptz IS NULL OR (own.placed_at, own.order_id) < (:after_at, :after_id::uuid))
    ORDER BY own.placed_at DESC, own.order_id DESC
    LIMIT :most::int OFFSET :skip::int
)

SELECT
    o.id, o.number, o.status, o.currency, his.items, his.item_count, his.items_total, o.shipping_method,
    jsonb_build_object('country', o.shipping_address -> 'country', 'region', o.shipping_address -> 'region') AS ship_to,
    o.placed_at
FROM page
JOIN orders AS o ON o.id = page.order_id
CROSS JOIN LATERAL (
    SELECT
        jsonb_agg(jsonb_build_object(
            'id', line.id, 'product_id', line.product_id, 'variant_id', line.variant_id, 'sku', line.sku,
            'name', line.name, 'options', line.options, 'quantity', line.quantity, 'unit_price', line.unit_price,
            'discount', line.discount, 'line_total', line.line_total, 'refunded_quantity', line.refunded_quantity
        ) ORDER BY line.position) AS items,
        sum(line.quantity)::int AS item_count,
        sum(line.line_total)::bigint AS items_total
    FROM order_items AS line
    WHERE line.order_id = page.order_id AND line.vendor_id = :vendor_id
) AS his
ORDER BY page.placed_at DESC, page.order_id DESC
