-- Counts a guess that was wrong, and says how many there were in a row.
UPDATE guesses
SET failures = failures + 1, failed_at = now(), pending = greatest(pending - 1, 0)
WHERE purpose = :purpose AND email_key = :email_key AND network = :network
RETURNING failures
