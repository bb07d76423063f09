-- Takes a guess back that could not be looked at.
UPDATE guesses
SET pending = greatest(pending - 1, 0)
WHERE purpose = :purpose AND email_key = :email_key AND network = :network
