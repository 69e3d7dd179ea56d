-- The words that the names on this device are made of, each once and also the other way round, so that a name
-- typed with a slip is found by whichever of its ends is right. By length first: a slip changes
-- that by one at most.
CREATE TABLE words (
    size   INTEGER NOT NULL,
    word   TEXT NOT NULL,
    mirror TEXT NOT NULL,
    PRIMARY KEY (size, word)
) WITHOUT ROWID;

CREATE VIRTUAL TABLE name_terms USING fts5vocab (names, 'row');
INSERT INTO words
    SELECT length(term), term, (
        WITH RECURSIVE letters (n, mirror) AS (
            VALUES (1, substr(term, 1, 1))
            UNION ALL SELECT n + 1, substr(term, n + 1, 1) || mirror FROM letters WHERE n < length(term)
        )
        SELECT mirror FROM letters ORDER BY n DESC LIMIT 1
    )
    FROM name_terms WHERE length(term) >= 3 AND term NOT GLOB '*[^a-z]*';
DROP TABLE name_terms;

CREATE INDEX words_by_mirror ON words (size, mirror);
