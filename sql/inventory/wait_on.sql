-- Lets somebody wait for the next return: the variant sold out again before the mail went.
UPDATE stock_notices SET due_at = NULL WHERE id = :notice_id AND sent_at IS NULL
