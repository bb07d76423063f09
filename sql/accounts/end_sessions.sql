-- Ends every live session of a user.
UPDATE sessions
SET ended_at = now(), end_reason = :reason
WHERE user_id = :user_id AND ended_at IS NULL
