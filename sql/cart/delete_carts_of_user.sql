-- Forgets what somebody had in mind to buy.
DELETE FROM carts WHERE user_id = :user_id
