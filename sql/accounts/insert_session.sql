-- A session for the user whose password was right; no row where it changed or the account closed in the meantime.
-- The share lock stands against a change of the password, which then finds this session to end.
INSERT INTO sessions (user_id, secret, expires_at, user_agent, address, network)
SELECT
    holder.id,
    :secret,
    now() + :lifetime_seconds::int * interval '1 second',
    :user_agent,
    :address,
    :network
FROM (
    SELECT id FROM users
    WHERE id = :user_id AND password_hash = :password_hash AND email_verified_at IS NOT NULL AND status = 'active'
    FOR SHARE
) AS holder
RETURNING id, user_id, secret, generation, extract(EPOCH FROM expires_at - now())::int AS expires_in, false AS is_reused
