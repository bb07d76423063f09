-- How an order's total came about; null where its prices alone tell.
SELECT o.pricing_trace AS trace FROM orders AS o WHERE o.id = :order_id
