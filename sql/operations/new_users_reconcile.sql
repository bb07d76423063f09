-- The accounts that are shown to have been opened on a day are those that were.
WITH truth AS (
    SELECT (users.created_at AT TIME ZONE store.time_zone)::date AS day, count(*) AS new_users
    FROM users
    CROSS JOIN store
    WHERE users.role = 'customer'
    GROUP BY 1
)
SELECT coalesce(truth.day, shown.day)::text AS id
FROM truth
FULL JOIN users_by_day AS shown ON shown.day = truth.day
WHERE
    -- Figures of an earlier state are old, not wrong.
    EXISTS (SELECT FROM read_models AS m WHERE m.name = 'people') AND stale_since('people') IS NULL
    AND truth.new_users IS DISTINCT FROM shown.new_users
