-- The mail has gone.
UPDATE stock_notices SET sent_at = now() WHERE id = :notice_id
