-- How many live sessions a user has, counted no further than a list tells.
SELECT count(*)::int AS counted
FROM (
    SELECT 1 FROM sessions
    WHERE user_id = :user_id AND ended_at IS NULL AND expires_at > now()
    LIMIT 10001
) AS live
