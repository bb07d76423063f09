-- Ends somebody's waiting for one variant of a product, or for all of them.
DELETE FROM stock_notices
USING variants
WHERE
    stock_notices.user_id = :user_id AND stock_notices.sent_at IS NULL
    AND variants.id = stock_notices.variant_id AND variants.product_id = :product_id
    AND (:variant_id::uuid IS NULL OR variants.id = :variant_id)
