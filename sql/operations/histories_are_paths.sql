-- The events of an order lead by allowed steps to the status it has.
SELECT DISTINCT told.order_id::text AS id
FROM (
    SELECT
        event.order_id, event.from_status, event.status, event.at, orders.status AS order_status,
        lag(event.status) OVER path AS previous, lag(event.at) OVER path AS previous_at,
        lead(event.id) OVER path IS NULL AS is_last
    FROM order_events AS event
    JOIN orders ON orders.id = event.order_id
    WINDOW path AS (PARTITION BY event.order_id ORDER BY event.at, event.id)
) AS told
WHERE told.from_status IS DISTINCT FROM told.previous
    OR told.at < told.previous_at
    OR (told.is_last AND told.status <> told.order_status)
    OR (told.from_status || '>' || told.status) <> ALL(:steps::text[])
