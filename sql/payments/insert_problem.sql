-- Something that an admin has to look at; the same fact told again is the same problem.
INSERT INTO payment_problems (kind, provider, order_id, reference, detail)
VALUES (:kind, :provider, :order_id, :reference, :detail)
ON CONFLICT (kind, provider, reference) DO NOTHING
