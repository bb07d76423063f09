-- Forgets the wrong guesses of whoever has now shown that he is the owner.
DELETE FROM guesses
WHERE purpose = :purpose AND email_key = :email_key AND network = :network
