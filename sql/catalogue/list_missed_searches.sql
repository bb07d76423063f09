-- What was looked for between two days and not found, the most often first.
SELECT m.words, sum(m.times)::int AS times, max(m.last_at) AS last_at
FROM missed_searches AS m
WHERE m.day BETWEEN :from_day AND :to_day
GROUP BY m.words
ORDER BY 2 DESC, m.words
LIMIT :most::int
