-- Opens every lock of an address: its owner has proved by mail who he is.
DELETE FROM guesses
WHERE email_key = :email_key
