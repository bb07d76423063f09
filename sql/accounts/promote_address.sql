-- Makes the newest address the default where there is none.
UPDATE addresses
SET is_default = true, updated_at = now()
WHERE
    id = (SELECT a.id FROM addresses AS a WHERE a.user_id = :user_id ORDER BY a.id DESC LIMIT 1)
    AND NOT EXISTS (SELECT 1 FROM addresses AS a WHERE a.user_id = :user_id AND a.is_default)
