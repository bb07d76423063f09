-- The admins who want to know at once what sold out.
SELECT users.id
FROM stock_alert_mails
JOIN users ON users.id = stock_alert_mails.user_id
WHERE stock_alert_mails.wants_sold_out AND users.role = 'admin' AND users.status = 'active'
ORDER BY users.id
