-- Forgets what was looked for long ago.
DELETE FROM missed_searches WHERE day < current_date - 400
