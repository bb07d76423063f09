-- The parcels of an order. A parcel takes all lines of its order.
SELECT
    s.carrier, s.tracking_number, s.url,
    (
        SELECT jsonb_agg(jsonb_build_object('item_id', line.id, 'name', line.name, 'quantity', line.quantity)
            ORDER BY line.position)
        FROM order_items AS line
        WHERE line.order_id = s.order_id
    ) AS items,
    s.created_at AS shipped_at
FROM shipments AS s
WHERE s.order_id = :order_id
ORDER BY s.id
