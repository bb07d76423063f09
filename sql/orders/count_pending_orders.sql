-- How many orders wait for the shop, and for how long, the oldest of each status counted to a limit.
SELECT
    count(*)::int AS total,
    count(*) FILTER (WHERE waiting.placed_at >= now() - interval '1 day')::int AS under_a_day,
    count(*) FILTER (
        WHERE waiting.placed_at < now() - interval '1 day' AND waiting.placed_at >= now() - interval '3 days'
    )::int AS under_three_days,
    count(*) FILTER (
        WHERE waiting.placed_at < now() - interval '3 days' AND waiting.placed_at >= now() - interval '7 days'
    )::int AS under_a_week,
    count(*) FILTER (WHERE waiting.placed_at < now() - interval '7 days')::int AS older,
    min(waiting.placed_at) AS oldest_at
FROM unnest(ARRAY['pending', 'confirmed', 'processing']) AS step (status)
CROSS JOIN LATERAL (
    SELECT o.placed_at
    FROM orders AS o
    WHERE
        o.status = step.status
        AND (:placed_before::timestamptz IS NULL OR o.placed_at < :placed_before)
    ORDER BY o.placed_at, o.id
    LIMIT :most::int
) AS waiting
