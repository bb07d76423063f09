-- Whether it is time to count something anew: its table has changed since, and counting takes at most a fiftieth of the
-- time. Gives the number of changes to be counted; NULL where it is not time.
SELECT live.changes
FROM (
    SELECT coalesce(sum(stat.n_tup_ins + stat.n_tup_upd + stat.n_tup_del), 0)::bigint AS changes
    FROM pg_stat_user_tables AS stat
    WHERE stat.relid = to_regclass(:table_name)
) AS live
LEFT JOIN recounts AS last ON last.name = :name
WHERE last.name IS NULL
    OR (last.changes <> live.changes AND now() > last.counted_at + make_interval(secs => 50 * last.seconds))
