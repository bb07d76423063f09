-- Counts searches that found nothing.
INSERT INTO missed_searches AS kept (words, day, times, last_at)
SELECT missed.words, (now() AT TIME ZONE (SELECT store.time_zone FROM store))::date, missed.times, now()
FROM unnest(:words::text[], :times::int[]) AS missed (words, times)
ORDER BY missed.words
ON CONFLICT (day, words) DO UPDATE SET times = kept.times + excluded.times, last_at = excluded.last_at
