-- Locks the cart that is to be ordered. What is in it is read afterwards: only then it cannot change any more.
SELECT carts.id
FROM carts
WHERE
    (carts.user_id = :user_id OR carts.token_hash = :token_hash)
    AND (carts.expires_at IS NULL OR carts.expires_at > now())
FOR UPDATE
