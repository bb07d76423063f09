-- What the mail says to somebody who is to be told, unless it was sent.
SELECT
    notice.id,
    notice.email,
    products.name,
    products.slug,
    variants.options,
    inventory.on_hand > 0 AND variants.removed_at IS NULL AND products.status = 'active' AS is_in_stock
FROM stock_notices AS notice
JOIN variants ON variants.id = notice.variant_id
JOIN products ON products.id = variants.product_id
JOIN inventory ON inventory.variant_id = notice.variant_id
WHERE notice.id = :notice_id AND notice.sent_at IS NULL AND notice.due_at IS NOT NULL
