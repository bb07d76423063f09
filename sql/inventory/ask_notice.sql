-- Writes down who waits for a variant, where it is in sale and sold out. The lock keeps it so until the commit, so that
-- whoever brings stock sees everybody who waits.
INSERT INTO stock_notices (variant_id, user_id, email, email_key)
SELECT variants.id, :user_id::uuid, :email, :email_key
FROM variants
JOIN products ON products.id = variants.product_id
JOIN inventory ON inventory.variant_id = variants.id
WHERE
    variants.id = :variant_id AND variants.product_id = :product_id AND variants.removed_at IS NULL
    AND products.status = 'active' AND inventory.on_hand = 0
    AND (
        SELECT count(*) FROM stock_notices AS waiting
        WHERE waiting.email_key = :email_key AND waiting.sent_at IS NULL
    ) < :most::int
FOR SHARE OF inventory
ON CONFLICT (email_key, variant_id) WHERE sent_at IS NULL DO NOTHING
