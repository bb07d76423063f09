-- Of a closed account nothing is left that tells whose it was; what a worker takes away goes within twenty minutes of
-- its closing, or of the end of its last order.
SELECT users.id::text AS id
FROM users
WHERE
    users.status = 'erased'
    AND (
        users.full_name <> 'Erased' OR users.phone IS NOT NULL OR users.password_hash IS NOT NULL
        OR users.email NOT LIKE '%@erased.invalid'
        OR users.id IN (SELECT addresses.user_id FROM addresses)
        OR users.id IN (SELECT api_keys.user_id FROM api_keys)
        OR users.id IN (SELECT stock_notices.user_id FROM stock_notices)
        OR (
            users.updated_at < now() - interval '20 minutes'
            AND (
                users.id IN (SELECT carts.user_id FROM carts)
                OR users.id IN (SELECT wishlists.user_id FROM wishlists)
            )
        )
        OR users.id IN (
            SELECT orders.user_id FROM orders
            WHERE
                orders.user_id = users.id AND orders.status IN ('delivered', 'cancelled', 'refunded')
                AND orders.email <> 'erased@erased.invalid' AND orders.updated_at < now() - interval '20 minutes'
        )
    )
