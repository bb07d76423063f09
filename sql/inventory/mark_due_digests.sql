-- The admins whose last digest is of an earlier day, where anything in sale ran low since; they get that of today now.
UPDATE stock_alert_mails AS kept
SET digest_at = now()
FROM users
WHERE
    users.id = kept.user_id AND users.role = 'admin' AND users.status = 'active'
    AND kept.wants_digest AND kept.digest_at < :day_began_at::timestamptz
    AND EXISTS (
        SELECT
        FROM low_stock
        JOIN variants ON variants.id = low_stock.variant_id
        JOIN products ON products.id = variants.product_id
        WHERE low_stock.since > kept.digest_at AND variants.removed_at IS NULL AND products.status = 'active'
    )
RETURNING kept.user_id, old.digest_at AS since
