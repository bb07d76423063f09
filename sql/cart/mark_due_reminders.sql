-- Marks carts whose owners are to be reminded of them, and says what state each is in: left alone for long enough but
-- not for long, by somebody who agreed to such mails, with anything in it that could be bought. One in use is passed
-- over.
WITH due AS MATERIALIZED (
    SELECT cart.id
    FROM carts AS cart
    JOIN users ON users.id = cart.user_id
    WHERE
        cart.updated_at <= now() - make_interval(hours => :hours::int)
        AND cart.updated_at > now() - make_interval(hours => :hours, days => :days::int)
        AND cart.reminded_of IS DISTINCT FROM cart.updated_at
        AND users.accepts_cart_reminders AND users.status = 'active' AND users.email_verified_at IS NOT NULL
        AND EXISTS (
            SELECT FROM cart_items AS item
            JOIN variants ON variants.id = item.variant_id
            JOIN products ON products.id = variants.product_id
            JOIN inventory ON inventory.variant_id = item.variant_id
            WHERE
                item.cart_id = cart.id AND inventory.on_hand > 0
                AND variants.removed_at IS NULL AND products.status = 'active'
        )
    ORDER BY cart.updated_at
    LIMIT :most::int
    FOR UPDATE OF cart SKIP LOCKED
)

UPDATE carts
SET reminded_of = carts.updated_at
FROM due
WHERE carts.id = due.id
RETURNING carts.id AS cart_id, carts.updated_at
