-- Whether nothing was ever for sale here and nobody bought anything.
SELECT NOT EXISTS (SELECT FROM products) AND NOT EXISTS (SELECT FROM orders) AND NOT EXISTS (SELECT FROM categories)
