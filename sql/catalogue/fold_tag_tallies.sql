-- Adds up what came to the counts of tags since.
WITH keys AS MATERIALIZED (
    SELECT DISTINCT tally.tag FROM tag_tallies AS tally WHERE NOT tally.is_folded
), taken AS (
    DELETE FROM tag_tallies AS tally USING keys WHERE tally.tag = keys.tag
    RETURNING tally.tag, tally.products
)
INSERT INTO tag_tallies (tag, products, is_folded)
SELECT taken.tag, sum(taken.products), true
FROM taken
GROUP BY taken.tag
HAVING sum(taken.products) <> 0
