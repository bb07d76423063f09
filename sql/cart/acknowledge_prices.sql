-- Takes the present prices of a locked cart as seen.
UPDATE cart_items
SET
    seen_price = final_price(
        variants.price, products.discount_type, products.discount_value,
        products.discount_starts_at, products.discount_ends_at, now()
    )
FROM variants
JOIN products ON products.id = variants.product_id
WHERE cart_items.cart_id = :cart_id AND variants.id = cart_items.variant_id
