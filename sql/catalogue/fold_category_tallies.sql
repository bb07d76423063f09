-- Adds up what came to the counts of categories since.
WITH keys AS MATERIALIZED (
    SELECT DISTINCT tally.category_id FROM category_tallies AS tally WHERE NOT tally.is_folded
), taken AS (
    DELETE FROM category_tallies AS tally USING keys WHERE tally.category_id = keys.category_id
    RETURNING tally.category_id, tally.own, tally.within
)
INSERT INTO category_tallies (category_id, own, within, is_folded)
SELECT taken.category_id, sum(taken.own), sum(taken.within), true
FROM taken
GROUP BY taken.category_id
HAVING sum(taken.own) <> 0 OR sum(taken.within) <> 0
