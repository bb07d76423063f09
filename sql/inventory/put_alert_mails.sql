-- Writes down which mails about low stock an admin asks for. The first digest has what runs low from now on.
INSERT INTO stock_alert_mails AS kept (user_id, wants_digest, wants_sold_out)
VALUES (:user_id, :wants_digest, :wants_sold_out)
ON CONFLICT (user_id) DO UPDATE
SET
    wants_digest = excluded.wants_digest,
    wants_sold_out = excluded.wants_sold_out,
    digest_at = CASE WHEN kept.wants_digest THEN kept.digest_at ELSE now() END
