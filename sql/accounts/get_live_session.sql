-- Who holds a session, if both still live. Asked for every request with a token: two look-ups by primary key.
SELECT users.role, users.vendor_id, users.email
FROM sessions
JOIN users ON users.id = sessions.user_id
WHERE
    sessions.id = :session_id AND sessions.user_id = :user_id
    AND sessions.ended_at IS NULL AND sessions.expires_at > now() AND users.status = 'active'
