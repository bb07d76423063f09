-- A parcel of an order.
INSERT INTO shipments (order_id, carrier, tracking_number, url)
VALUES (:order_id, :carrier, :tracking_number, :url)
RETURNING id
