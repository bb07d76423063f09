-- What a refresh token does to its session, decided under the row's lock: the newest generation moves it on, the one
-- before it is answered with the same successor for a while if the same client asks, any other ends it. No row where it
-- has ended.
UPDATE sessions
SET
    generation = CASE WHEN generation = :generation THEN generation + 1 ELSE generation END,
    rotated_at = CASE WHEN generation = :generation THEN now() ELSE rotated_at END,
    expires_at = CASE
        WHEN generation = :generation
            THEN least(
                now() + :lifetime_seconds::int * interval '1 second',
                created_at + :longest_seconds::int * interval '1 second'
            )
        ELSE expires_at
    END,
    last_used_at = now(),
    user_agent = CASE WHEN generation = :generation THEN :user_agent ELSE user_agent END,
    address = CASE WHEN generation = :generation THEN :address ELSE address END,
    ended_at = CASE
        WHEN generation = :generation THEN NULL
        WHEN
            generation = :generation + 1 AND rotated_at + :grace_seconds::int * interval '1 second' > now()
            AND user_agent IS NOT DISTINCT FROM :user_agent
            THEN NULL
        ELSE now()
    END,
    end_reason = CASE
        WHEN generation = :generation THEN NULL
        WHEN
            generation = :generation + 1 AND rotated_at + :grace_seconds::int * interval '1 second' > now()
            AND user_agent IS NOT DISTINCT FROM :user_agent
            THEN NULL
        ELSE 'refresh_reused'
    END
WHERE
    id = :session_id AND ended_at IS NULL AND expires_at > now()
    AND EXISTS (SELECT 1 FROM users WHERE users.id = sessions.user_id AND users.status = 'active')
RETURNING
    id,
    user_id,
    secret,
    generation,
    extract(EPOCH FROM expires_at - now())::int AS expires_in,
    ended_at IS NOT NULL AS is_reused
