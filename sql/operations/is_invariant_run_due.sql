-- Whether nobody has asked the invariants for a day; a shop in its first day need not be asked.
SELECT coalesce(
    coalesce(
        (SELECT r.requested_at FROM invariant_runs AS r ORDER BY r.id DESC LIMIT 1),
        (SELECT u.created_at FROM users AS u ORDER BY u.id LIMIT 1)
    ) < now() - interval '1 day',
    false
) AS is_due
