-- Another carrier or number of a parcel. No row where the order has no such parcel.
UPDATE shipments
SET
    carrier = coalesce(:carrier, shipments.carrier),
    tracking_number = coalesce(:tracking_number, shipments.tracking_number),
    url = CASE WHEN :is_url_given THEN :url ELSE shipments.url END
WHERE shipments.id = :shipment_id AND shipments.order_id = :order_id
RETURNING old.carrier, old.tracking_number, old.url
