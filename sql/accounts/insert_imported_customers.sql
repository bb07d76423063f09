-- New accounts of a file: nobody has verified them, and without a password nobody can sign in yet. Those that appeared
-- at this moment are not among the answers.
INSERT INTO users (email, email_key, full_name, phone)
SELECT given.email, given.email_key, given.full_name, given.phone
FROM unnest(
    :emails::text[], :email_keys::text[], :full_names::text[], :phones::text[]
) AS given (email, email_key, full_name, phone)
ORDER BY given.email_key
ON CONFLICT (email_key) DO NOTHING
RETURNING id, email_key
