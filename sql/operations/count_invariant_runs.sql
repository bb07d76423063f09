-- How many times the invariants were asked, counted to a limit.
SELECT count(*)::int AS total FROM (SELECT 1 FROM invariant_runs LIMIT :most::int) AS counted
