-- How many rows stream_orders has.
SELECT count(*)
FROM chosen_orders(:chosen::jsonb) AS orders
