-- Ends all waiting of the address that this mail went to.
DELETE FROM stock_notices AS waiting
USING stock_notices AS mailed
WHERE mailed.id = :notice_id AND waiting.email_key = mailed.email_key AND waiting.sent_at IS NULL
