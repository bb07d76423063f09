-- Counts the words of the shop anew.
WITH counted AS MATERIALIZED (
    SELECT found.word, sum(found.products)::int AS products
    FROM (
        SELECT stat.word, stat.ndoc AS products
        FROM ts_stat('SELECT to_tsvector(''simple'', name_key) FROM product_listings WHERE status = ''active''') AS stat
        UNION ALL
        SELECT token.lexeme, label.products
        FROM (
            SELECT coalesce(category.name, known.label) AS words, known.products
            FROM facet_values AS known
            LEFT JOIN categories AS category ON category.id = CASE known.kind WHEN 'category' THEN known.key::uuid END
            WHERE known.kind IN ('category', 'tag')
            UNION ALL
            SELECT vendors.name, 1 FROM vendors
        ) AS label
        CROSS JOIN LATERAL unnest(to_tsvector('simple', folded(label.words))) AS token
    ) AS found
    WHERE found.word ~ '^[[:alnum:]]{1,50}$'
    GROUP BY found.word
), gone AS (
    DELETE FROM search_words WHERE word NOT IN (SELECT counted.word FROM counted)
)
INSERT INTO search_words AS kept (word, products)
SELECT counted.word, counted.products FROM counted ORDER BY counted.word
ON CONFLICT (word) DO UPDATE SET products = excluded.products WHERE kept.products <> excluded.products
