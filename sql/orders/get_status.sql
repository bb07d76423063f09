-- Where an order is, without its lock: advice for whoever asks a provider. No row where there is none.
SELECT status FROM orders WHERE id = :order_id
