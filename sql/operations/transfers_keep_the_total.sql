-- A transfer takes from one location what it brings to another.
SELECT (m.reference_id || ' ' || m.variant_id) AS id
FROM stock_movements AS m
WHERE m.reason = 'transfer'
GROUP BY m.reference_id, m.variant_id
HAVING sum(m.delta) <> 0 OR count(*) <> 2
