-- All days with orders or refunds, and all customers: what there is to count from the beginning.
SELECT
    coalesce((
        SELECT array_agg(DISTINCT moment.day)
        FROM (
            SELECT (orders.placed_at AT TIME ZONE store.time_zone)::date AS day
            FROM orders
            CROSS JOIN store
            UNION ALL
            SELECT (refunds.created_at AT TIME ZONE store.time_zone)::date
            FROM refunds
            CROSS JOIN store
        ) AS moment
    ), '{}') AS days,
    coalesce((SELECT array_agg(DISTINCT orders.user_id) FROM orders WHERE orders.user_id IS NOT NULL), '{}') AS user_ids
