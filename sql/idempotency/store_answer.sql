-- Keeps the answer with the work. A row past its 24 h that nobody has cleaned up yet is replaced.
INSERT INTO idempotency_keys (principal, operation, key, fingerprint, status, body)
VALUES (:principal, :operation, :key, :fingerprint, :status, :body)
ON CONFLICT (principal, operation, key) DO UPDATE
    SET fingerprint = excluded.fingerprint, status = excluded.status, body = excluded.body, created_at = now()
    WHERE idempotency_keys.created_at <= now() - interval '24 hours'
RETURNING true AS is_stored
