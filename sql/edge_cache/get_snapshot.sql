-- Where to begin to follow changes.
SELECT pg_current_snapshot()::text AS snapshot
