-- Everything that the shop keeps about one person, as one JSON document.
SELECT jsonb_build_object(
    'profile', (
        SELECT to_jsonb(p) FROM (
            SELECT
                u.id, u.email, u.full_name, u.phone, u.role, u.accepts_cart_reminders, u.email_verified_at,
                u.created_at, u.updated_at
        ) AS p
    ),
    'addresses', (
        SELECT coalesce(jsonb_agg(to_jsonb(a) - 'user_id' ORDER BY a.id), '[]')
        FROM addresses AS a
        WHERE a.user_id = u.id
    ),
    'sessions', (
        SELECT coalesce(jsonb_agg(to_jsonb(s) ORDER BY s.created_at), '[]')
        FROM (
            SELECT x.id, x.user_agent AS device, x.address, x.created_at, x.last_used_at, x.ended_at, x.end_reason
            FROM sessions AS x
            WHERE x.user_id = u.id
        ) AS s
    ),
    'api_keys', (
        SELECT coalesce(jsonb_agg(to_jsonb(k) ORDER BY k.created_at), '[]')
        FROM (
            SELECT x.id, x.name, x.prefix, x.scopes, x.created_at, x.expires_at, x.last_used_at
            FROM api_keys AS x
            WHERE x.user_id = u.id
        ) AS k
    ),
    'cart', (
        SELECT coalesce(jsonb_agg(to_jsonb(i) ORDER BY i.sku), '[]')
        FROM (
            SELECT v.sku, x.quantity
            FROM carts AS c
            JOIN cart_items AS x ON x.cart_id = c.id
            JOIN variants AS v ON v.id = x.variant_id
            WHERE c.user_id = u.id
        ) AS i
    ),
    'wishlists', (
        SELECT coalesce(jsonb_agg(to_jsonb(w) ORDER BY w.added_at), '[]')
        FROM (
            SELECT list.name AS list, p.name AS product, v.sku, x.note, x.added_at
            FROM wishlists AS list
            JOIN wishes AS x ON x.wishlist_id = list.id
            JOIN products AS p ON p.id = x.product_id
            LEFT JOIN variants AS v ON v.id = x.variant_id
            WHERE list.user_id = u.id
        ) AS w
    ),
    'orders', (
        SELECT coalesce(jsonb_agg(to_jsonb(o) ORDER BY o.placed_at), '[]')
        FROM (
            SELECT
                x.number,
                x.status, x.payment_status, x.currency, x.subtotal, x.discount_total, x.shipping_total, x.tax_total,
                x.total, x.refunded_total, x.email, x.shipping_address, x.billing_address, x.note,
                x.placed_at,
                (
                    SELECT jsonb_agg(to_jsonb(l) ORDER BY l.sku)
                    FROM (
                        SELECT y.sku, y.name, y.options, y.quantity, y.unit_price, y.line_total
                        FROM order_items AS y
                        WHERE y.order_id = x.id
                    ) AS l
                ) AS items,
                (
                    SELECT coalesce(jsonb_agg(to_jsonb(m) ORDER BY m.created_at), '[]')
                    FROM (
                        SELECT p.provider, p.amount, p.created_at FROM payments AS p WHERE p.order_id = x.id
                        UNION ALL
                        SELECT x.payment_provider, -r.amount, r.created_at FROM refunds AS r WHERE r.order_id = x.id
                    ) AS m
                ) AS payments,
                (
                    SELECT coalesce(jsonb_agg(i.document ORDER BY i.id), '[]')
                    FROM invoices AS i
                    WHERE i.order_id = x.id
                ) AS invoices,
                (
                    SELECT coalesce(jsonb_agg(to_jsonb(b) ORDER BY b.requested_at), '[]')
                    FROM (
                        SELECT r.status, r.reason, r.note, r.requested_at, r.decided_at, r.received_at
                        FROM order_returns AS r
                        WHERE r.order_id = x.id
                    ) AS b
                ) AS returns
            FROM orders AS x
            WHERE x.user_id = u.id
        ) AS o
    )
) AS document
FROM users AS u
WHERE u.id = :user_id
