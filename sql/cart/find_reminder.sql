-- Whom to remind of a cart in a state. No row where it was changed or ordered since, or he wants no such mail any more.
SELECT users.id AS user_id, users.email
FROM carts AS cart
JOIN users ON users.id = cart.user_id
WHERE
    cart.id = :cart_id AND cart.updated_at = :updated_at
    AND users.accepts_cart_reminders AND users.status = 'active'
