-- The sales that the analytics show are those of the orders.
SELECT shown.what AS id
FROM (
    SELECT
        'charged' AS what,
        (SELECT coalesce(sum(s.charged), 0) FROM sales_by_day AS s) AS figure,
        (SELECT coalesce(sum(orders.total), 0) FROM orders WHERE orders.status <> 'cancelled') AS truth
    UNION ALL
    SELECT
        'orders',
        (SELECT coalesce(sum(s.orders), 0) FROM sales_by_day AS s),
        (SELECT count(*) FROM orders WHERE orders.status <> 'cancelled')
    UNION ALL
    SELECT
        'refunds',
        (SELECT coalesce(sum(s.refunds), 0) FROM sales_by_day AS s),
        (
            SELECT coalesce(sum(refunds.amount), 0)
            FROM refunds
            JOIN orders ON orders.id = refunds.order_id
            WHERE orders.status <> 'cancelled'
        )
    UNION ALL
    SELECT
        'units',
        (SELECT coalesce(sum(p.units), 0) FROM product_sales AS p),
        (
            SELECT coalesce(sum(line.quantity), 0)
            FROM order_items AS line
            JOIN orders ON orders.id = line.order_id
            WHERE orders.status <> 'cancelled'
        )
) AS shown
WHERE shown.figure <> shown.truth
    -- Figures of an earlier state are old, not wrong.
    AND (SELECT count(*) = 4 AND bool_and(m.built_from = shop_state()) FROM read_models AS m)
