-- What a log-in is judged by, and whether its owner has logged in from that network before.
SELECT
    id,
    password_hash,
    email_verified_at IS NOT NULL AS is_verified,
    id IN (
        SELECT s.user_id FROM sessions AS s
        WHERE s.user_id = users.id AND s.network = :network AND s.created_at > now() - interval '30 days'
    ) AS is_known_network
FROM users
WHERE email_key = :email_key AND status = 'active'
