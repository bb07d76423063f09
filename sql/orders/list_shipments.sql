-- The parcels of an order with what is in each.
SELECT
    s.id, s.carrier, s.tracking_number, s.url,
    coalesce((
        SELECT jsonb_agg(jsonb_build_object('item_id', line.id, 'name', line.name, 'quantity', packed.quantity)
            ORDER BY line.position)
        FROM shipment_items AS packed
        JOIN order_items AS line ON line.id = packed.order_item_id
        WHERE packed.shipment_id = s.id
    ), '[]') AS items,
    s.created_at AS shipped_at
FROM shipments AS s
WHERE s.order_id = :order_id
ORDER BY s.id
