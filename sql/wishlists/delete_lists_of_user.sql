-- Forgets what somebody wished for.
DELETE FROM wishlists WHERE user_id = :user_id
