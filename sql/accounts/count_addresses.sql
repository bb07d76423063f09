-- How many addresses a user keeps.
SELECT count(*)::int AS counted FROM addresses WHERE user_id = :user_id
