-- Writes down when a read model was renewed, at what cost and from what.
INSERT INTO read_models (name, refreshed_at, duration_ms, built_from)
VALUES (:name, :refreshed_at, :duration_ms, state_for(:name))
ON CONFLICT (name) DO UPDATE
    SET refreshed_at = excluded.refreshed_at, duration_ms = excluded.duration_ms, built_from = excluded.built_from
