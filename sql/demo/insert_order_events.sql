-- The path that each order of a period took, its steps spread evenly until its last change.
INSERT INTO order_events (id, order_id, from_status, status, at)
SELECT
    (
        lpad(to_hex((extract(EPOCH FROM step.at) * 1000)::bigint), 12, '0') || '700' || path.n
        || substr(orders.id::text, 20)
    )::uuid,
    orders.id,
    lag(path.status) OVER (PARTITION BY orders.id ORDER BY path.n),
    path.status,
    step.at
FROM orders
CROSS JOIN LATERAL unnest(CASE orders.status
    WHEN 'confirmed' THEN ARRAY['confirmed']
    WHEN 'processing' THEN ARRAY['confirmed', 'processing']
    WHEN 'shipped' THEN ARRAY['confirmed', 'processing', 'shipped']
    WHEN 'delivered' THEN ARRAY['confirmed', 'processing', 'shipped', 'delivered']
    WHEN 'refunded' THEN ARRAY['confirmed', 'processing', 'shipped', 'delivered', 'refunded']
    ELSE ARRAY['confirmed', 'cancelled']
END) WITH ORDINALITY AS path (status, n)
CROSS JOIN LATERAL (SELECT orders.placed_at + (orders.updated_at - orders.placed_at) * ((path.n - 1) / (CASE
    WHEN orders.payment_status IN ('refunded', 'partially_refunded') THEN 4
    WHEN orders.status = 'delivered' THEN 3
    WHEN orders.status = 'shipped' THEN 2
    ELSE 1
END)::float8) AS at) AS step
WHERE orders.placed_at >= :from_at AND orders.placed_at < :to_at
