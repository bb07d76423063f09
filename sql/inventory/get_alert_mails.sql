-- Which mails about low stock an admin asked for.
SELECT wants_digest, wants_sold_out FROM stock_alert_mails WHERE user_id = :user_id
