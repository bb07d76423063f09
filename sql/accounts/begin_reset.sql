-- Makes a new code the only one that counts, unless too many mails went to its owner of late. The same `reset_id` again
-- changes nothing. A row where the mail is to be sent.
INSERT INTO password_resets AS known (user_id, id, expires_at, paced_until)
SELECT
    users.id,
    :reset_id,
    now() + :lifetime_seconds::int * interval '1 second',
    now() + :pace_seconds::int * interval '1 second'
FROM users
WHERE users.email_key = :email_key AND users.status = 'active'
ON CONFLICT (user_id) DO UPDATE
SET
    id = excluded.id,
    expires_at = CASE WHEN known.id = excluded.id THEN known.expires_at ELSE excluded.expires_at END,
    used_at = CASE WHEN known.id = excluded.id THEN known.used_at END,
    paced_until = CASE
        WHEN known.id = excluded.id THEN known.paced_until
        ELSE greatest(known.paced_until, now()) + :pace_seconds::int * interval '1 second'
    END
WHERE
    known.id = excluded.id
    OR known.paced_until <= now() + :burst::int * :pace_seconds::int * interval '1 second'
RETURNING user_id, (SELECT users.email FROM users WHERE users.id = known.user_id) AS email
