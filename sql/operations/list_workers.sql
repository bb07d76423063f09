-- The workers that were heard of within the last hour, the latest first.
SELECT
    workers.id, workers.started_at, workers.seen_at, workers.running,
    EXTRACT(EPOCH FROM now() - workers.seen_at)::float8 AS silent_seconds
FROM workers
WHERE workers.seen_at > now() - interval '1 hour'
ORDER BY workers.seen_at DESC, workers.id
LIMIT :most::int
