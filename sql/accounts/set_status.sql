-- Opens or closes an account.
UPDATE users SET status = :status, updated_at = now() WHERE id = :user_id
