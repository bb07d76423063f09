-- Forgets a list with all its wishes.
DELETE FROM wishlists WHERE user_id = :user_id AND name = :name
RETURNING id
