-- Version 1 to version 2.
--
-- Version 1 indexed the words of statements alone, so that every filter read rows; found names by their exact form only; had one
-- table for a story and its result; knew no order of days; and kept no note that something was erased. No row of an article, statement or voice changes.

CREATE TABLE erasure (
    number     INTEGER PRIMARY KEY,
    at         TEXT NOT NULL,
    judge      TEXT NOT NULL,
    what       TEXT NOT NULL,              -- person article
    articles   INTEGER NOT NULL,
    statements INTEGER NOT NULL,
    scrubbed   INTEGER NOT NULL DEFAULT 0  -- 1 once free pages and the write-ahead log were rewritten too
);

CREATE TABLE tie (
    article  INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
    other    INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
    strength REAL NOT NULL,
    PRIMARY KEY (article, other)
) WITHOUT ROWID;
CREATE INDEX tie_by_other ON tie (other);

CREATE TABLE story_result (
    story  INTEGER PRIMARY KEY REFERENCES story ON DELETE CASCADE,
    result BLOB NOT NULL
);
INSERT INTO story_result (story, result) SELECT number, result FROM story WHERE result IS NOT NULL;
ALTER TABLE story DROP COLUMN result;

DROP TABLE statement_index;
CREATE INDEX statement_by_day ON statement (day);

CREATE VIEW statement_text AS
SELECT s.number, s.article, s.words,
       'k' || s.kind
       || coalesce(' v' || s.voice, '')
       || coalesce(' o' || a.outlet, '')
       || CASE WHEN s.day > 0 THEN strftime(' y%Y m%Y%m', s.day + 1721424.5) ELSE '' END
       || coalesce((SELECT ' ' || group_concat('a' || t.voice, ' ') FROM about t WHERE t.statement = s.number), '')
       AS facets
FROM statement s JOIN article a ON a.number = s.article;

CREATE VIRTUAL TABLE statement_index USING fts5 (
    words, facets, content = 'statement_text', content_rowid = 'number',
    columnsize = 0, tokenize = 'porter unicode61 remove_diacritics 2'
);
INSERT INTO statement_index (statement_index) VALUES ('rebuild');

CREATE VIRTUAL TABLE name_index USING fts5 (
    key, content = 'voice', content_rowid = 'number', columnsize = 0, tokenize = 'trigram'
);
INSERT INTO name_index (name_index) VALUES ('rebuild');
