-- Locks the cart that is to be ordered, and finds the way it is to travel: the one asked for, or the shop's first.
SELECT carts.id AS cart_id, method.code AS shipping_code, method.amount AS shipping_amount
FROM carts
LEFT JOIN LATERAL (
    SELECT m.code, m.amount
    FROM shipping_methods AS m
    WHERE m.is_active AND (:shipping_method::text IS NULL OR m.code = :shipping_method)
    ORDER BY m.position, m.code
    LIMIT 1
) AS method ON true
WHERE (carts.user_id = :user_id OR carts.token_hash = :token_hash)
    AND (carts.expires_at IS NULL OR carts.expires_at > now())
FOR UPDATE OF carts
