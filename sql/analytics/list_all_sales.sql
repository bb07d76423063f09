-- All days with orders or refunds, and all customers: what there is to count from the beginning.
SELECT
    coalesce((
        SELECT array_agg(DISTINCT (moment.moved_at AT TIME ZONE store.time_zone)::date)
        FROM (
            SELECT orders.placed_at AS moved_at FROM orders
            UNION ALL
            SELECT refunds.created_at FROM refunds
        ) AS moment
        CROSS JOIN store
    ), '{}') AS days,
    coalesce((SELECT array_agg(DISTINCT orders.user_id) FROM orders WHERE orders.user_id IS NOT NULL), '{}') AS user_ids
