-- Notes up to which change something was counted, and what that cost.
INSERT INTO recounts (name, changes, seconds, counted_at)
VALUES (:name, :changes, :seconds, now())
ON CONFLICT (name) DO UPDATE SET
    changes = excluded.changes, seconds = excluded.seconds, counted_at = excluded.counted_at
