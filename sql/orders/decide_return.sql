-- A return is approved, rejected or cancelled.
UPDATE order_returns SET status = :status, note = coalesce(:note, note), decided_at = now()
WHERE id = :return_id
