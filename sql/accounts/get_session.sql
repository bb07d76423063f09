-- What the refresh tokens of a session are signed with, and why it ended.
SELECT secret, end_reason FROM sessions WHERE id = :session_id
