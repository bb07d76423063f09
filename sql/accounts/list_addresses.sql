-- A user's address book, the newest first.
SELECT id, full_name, line1, line2, city, region, postal_code, country, phone, is_default
FROM addresses
WHERE user_id = :user_id AND (:after_id::uuid IS NULL OR id < :after_id)
ORDER BY id DESC
LIMIT :most::int
OFFSET :skip::int
