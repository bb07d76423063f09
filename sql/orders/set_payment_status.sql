-- What a provider says of the money of an order before any has come in. The order is locked.
UPDATE orders SET payment_status = :payment_status, updated_at = now() WHERE id = :order_id
