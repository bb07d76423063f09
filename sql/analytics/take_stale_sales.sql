-- Takes the notes of what has changed: days to be counted anew, and customers.
WITH taken AS (
    DELETE FROM stale_sales RETURNING day, user_id
)
SELECT
    coalesce(array_agg(DISTINCT taken.day) FILTER (WHERE taken.day IS NOT NULL), '{}') AS days,
    coalesce(array_agg(DISTINCT taken.user_id) FILTER (WHERE taken.user_id IS NOT NULL), '{}') AS user_ids
FROM taken
