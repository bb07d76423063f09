-- Takes the person out of finished orders of closed accounts, a bounded number at a time, and says how many. Amounts,
-- goods, country and region stay: the books and the tax need them.
WITH finished AS (
    SELECT o.id
    FROM users AS u
    JOIN orders AS o ON o.user_id = u.id
    WHERE
        u.status = 'erased' AND o.status IN ('delivered', 'cancelled', 'refunded')
        AND o.email <> 'erased@erased.invalid'
    ORDER BY o.id
    LIMIT :most::int
    FOR UPDATE OF o SKIP LOCKED
),

erased AS (
    UPDATE orders
    SET
        email = 'erased@erased.invalid',
        note = NULL,
        shipping_address = jsonb_build_object(
            'full_name', 'Erased', 'line1', '-', 'city', '-', 'postal_code', '-',
            'region', orders.shipping_address -> 'region', 'country', orders.shipping_address -> 'country'
        ),
        billing_address = jsonb_build_object(
            'full_name', 'Erased', 'line1', '-', 'city', '-', 'postal_code', '-',
            'region', orders.billing_address -> 'region', 'country', orders.billing_address -> 'country'
        ),
        updated_at = now()
    FROM finished
    WHERE orders.id = finished.id
    RETURNING 1
),

noted AS (
    DELETE FROM order_notes USING finished WHERE order_notes.order_id = finished.id
),

sent_back AS (
    UPDATE order_returns SET reason = '-', note = NULL FROM finished WHERE order_returns.order_id = finished.id
),

redeemed AS (
    UPDATE coupon_redemptions SET customer = 'erased-' || coupon_redemptions.order_id
    FROM finished
    WHERE coupon_redemptions.order_id = finished.id
)

SELECT count(*)::int AS erased FROM erased
