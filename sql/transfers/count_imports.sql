-- How many imports a list has, counted up to a limit.
SELECT count(*) FROM (SELECT 1 FROM imports LIMIT :most) AS counted
