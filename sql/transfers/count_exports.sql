-- How many exports a list has, counted up to a limit.
SELECT count(*) FROM (SELECT 1 FROM exports LIMIT :most) AS counted
