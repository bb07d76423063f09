-- Nobody whose account is closed is signed in.
SELECT sessions.id::text AS id
FROM sessions
JOIN users ON users.id = sessions.user_id
WHERE sessions.ended_at IS NULL AND users.status <> 'active'
