-- Marks an address as verified, if its registration still is the one that was judged.
UPDATE users
SET email_verified_at = now(), updated_at = now()
WHERE
    id = :user_id AND email_key = :email_key AND registration = :registration
    AND email_verified_at IS NULL AND status = 'active'
RETURNING id
