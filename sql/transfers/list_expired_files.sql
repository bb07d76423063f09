-- Files of exports that nobody may download any more.
SELECT id, storage_key
FROM exports
WHERE expires_at <= now() AND storage_key IS NOT NULL
ORDER BY id
LIMIT 100
