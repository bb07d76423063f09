-- Files of imports that ended so many days ago.
SELECT id, storage_key
FROM imports
WHERE finished_at <= now() - make_interval(days => :keep_days::int) AND storage_key IS NOT NULL
ORDER BY finished_at
LIMIT 100
