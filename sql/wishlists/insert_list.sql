-- A new list; no row where there are as many as there may be.
INSERT INTO wishlists (user_id, name)
SELECT :user_id::uuid, :name::text
WHERE (SELECT count(*) FROM wishlists AS own WHERE own.user_id = :user_id) < :most::int
RETURNING id
