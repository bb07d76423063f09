-- A parcel of a locked order with what is in it.
WITH parcel AS (
    INSERT INTO shipments (order_id, carrier, tracking_number, url)
    VALUES (:order_id, :carrier, :tracking_number, :url)
    RETURNING id
), given AS (
    SELECT g.item_id, g.quantity FROM unnest(:item_ids::uuid[], :quantities::int[]) AS g (item_id, quantity)
), packed AS (
    INSERT INTO shipment_items (shipment_id, order_item_id, quantity)
    SELECT parcel.id, given.item_id, given.quantity
    FROM parcel
    CROSS JOIN given
), shipped AS (
    UPDATE order_items SET shipped_quantity = order_items.shipped_quantity + given.quantity
    FROM given
    WHERE order_items.id = given.item_id AND order_items.order_id = :order_id
)
SELECT parcel.id FROM parcel
