-- All lines of a cancelled order are back in stock.
UPDATE order_items SET restocked_quantity = quantity WHERE order_id = :order_id
