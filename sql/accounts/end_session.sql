-- Ends one live session of a user; no row where there is none.
UPDATE sessions
SET ended_at = now(), end_reason = :reason
WHERE id = :session_id AND user_id = :user_id AND ended_at IS NULL AND expires_at > now()
RETURNING id
