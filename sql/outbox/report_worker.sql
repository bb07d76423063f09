-- A sign of life of one worker, with how much it has in hand.
INSERT INTO workers (id, running)
VALUES (:id, :running::int)
ON CONFLICT (id) DO UPDATE SET seen_at = now(), running = excluded.running
