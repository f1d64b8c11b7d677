-- The ledger, schema version 4: one SQLite file that holds every article whole and finds every statement again.
--
-- A fresh ledger is made by this file alone; an older one is brought here by migrations/*.sql, and a test compares the two.
-- Numbers (INTEGER PRIMARY KEY) are this file's own and never leave it; ids (TEXT) are what the records call things.
-- A day is the number of the day counted from 0001-01-01 as 1 (Python's date.toordinal); 0 where it is not known.
-- Everything in statement, about, voice, trait and the two indexes can be made again from version.reading, marks and judgement.

-- Outlets by their folded name, so that "The Bugle" and "THE BUGLE" are one.
CREATE TABLE outlet (
    number INTEGER PRIMARY KEY,
    key    TEXT NOT NULL UNIQUE,
    name   TEXT NOT NULL                -- as first written
);

-- The kinds of source of records.md, for statement.kind.
CREATE TABLE source_kind (
    number INTEGER PRIMARY KEY,
    name   TEXT NOT NULL UNIQUE
);
INSERT INTO source_kind (number, name) VALUES
    (1, 'person'), (2, 'organisation'), (3, 'media'), (4, 'document'), (5, 'role'),
    (6, 'anonymous'), (7, 'group'), (8, 'author'), (9, 'none');

-- Articles about the same event. Which articles these are stands in article.story.
CREATE TABLE story (
    number    INTEGER PRIMARY KEY,
    id        TEXT NOT NULL UNIQUE,
    articles  INTEGER NOT NULL DEFAULT 0,  -- how many; kept in step by stories.py
    first_day INTEGER NOT NULL DEFAULT 0,
    last_day  INTEGER NOT NULL DEFAULT 0,
    revision  INTEGER NOT NULL DEFAULT 0   -- goes up whenever anything that a result rests on changes
);
CREATE INDEX story_by_day ON story (last_day, number);

-- What was worked out of a story (zlib JSON); a result of an older revision is never given out.
CREATE TABLE story_result (
    story  INTEGER PRIMARY KEY REFERENCES story ON DELETE CASCADE,
    result BLOB NOT NULL
);

-- What a list shows of a result; it goes with the result. A table of its own, for a row with a large result is slow to read past it.
CREATE TABLE story_card (
    story       INTEGER PRIMARY KEY REFERENCES story_result ON DELETE CASCADE,
    told_by     TEXT NOT NULL,             -- which stages worked it out; those of others count as none
    title       TEXT NOT NULL,
    outlets     INTEGER NOT NULL,          -- how many different ones
    independent INTEGER,                   -- sources of the main claim; with low and high, null where there is no claim
    low         INTEGER,
    high        INTEGER,
    roots       TEXT NOT NULL,             -- JSON
    conflicts   INTEGER NOT NULL           -- how many
);

-- Which story's result has a claim.
CREATE TABLE story_claim (
    claim TEXT PRIMARY KEY,
    story INTEGER NOT NULL REFERENCES story_card ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX story_claim_by_story ON story_claim (story);

-- An article as it is now. What it was before stands in version.
CREATE TABLE article (
    number    INTEGER PRIMARY KEY,
    id        TEXT NOT NULL UNIQUE,        -- of the current version
    url       TEXT,
    outlet    INTEGER REFERENCES outlet,
    story     INTEGER REFERENCES story,
    day       INTEGER NOT NULL DEFAULT 0,  -- when it was published
    published TEXT,
    headline  TEXT,
    ordinal   INTEGER NOT NULL             -- of the current version
);
CREATE INDEX article_by_url ON article (url) WHERE url IS NOT NULL;
CREATE INDEX article_by_story ON article (story, number);
CREATE INDEX article_by_outlet ON article (outlet, day);
CREATE INDEX article_by_day ON article (day);

-- Which articles copy another, by their story's result, and how much of them is copied.
CREATE TABLE story_copy (
    article INTEGER PRIMARY KEY REFERENCES article ON DELETE CASCADE,
    story   INTEGER NOT NULL REFERENCES story_card ON DELETE CASCADE,
    share   REAL NOT NULL                  -- of its sentences, 0 to 1
);
CREATE INDEX story_copy_by_story ON story_copy (story);

-- Every text that an article has had, whole: the Reading as JSON, zlib. The current one is that of article.ordinal.
CREATE TABLE version (
    number   INTEGER PRIMARY KEY,
    article  INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
    ordinal  INTEGER NOT NULL,             -- 1, 2, 3 in order of coming
    id       TEXT NOT NULL,                -- the article id in this reading
    sha256   BLOB NOT NULL,                -- of the bytes read, as the reading says
    content  BLOB NOT NULL,                -- of headline and text: what makes a version another one
    added_at TEXT NOT NULL,                -- ISO 8601, UTC
    reading  BLOB NOT NULL,
    UNIQUE (article, ordinal)
);
CREATE INDEX version_by_id ON version (id);

-- The caller's ids under which an article came: files, addresses, ids of lines.
CREATE TABLE arrival (
    source  TEXT NOT NULL,
    article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
    PRIMARY KEY (source, article)
) WITHOUT ROWID;
CREATE INDEX arrival_by_article ON arrival (article);

-- People, bodies and things with a name, across articles: who speaks and who is spoken about.
CREATE TABLE voice (
    number  INTEGER PRIMARY KEY,
    id      TEXT NOT NULL UNIQUE,
    kind    TEXT NOT NULL,                 -- an entity kind: person organisation place work event other
    name    TEXT NOT NULL,                 -- as first written
    key     TEXT NOT NULL,                 -- folded: no case, accents or full stops
    same_as INTEGER REFERENCES voice,      -- the voice that a judgement says this one is; never a chain
    said    INTEGER NOT NULL DEFAULT 0,    -- statements of this voice and of those that are the same as it
    about   INTEGER NOT NULL DEFAULT 0     -- statements about them
);
CREATE INDEX voice_by_key ON voice (key);
CREATE INDEX voice_by_said ON voice (said, number);
CREATE INDEX voice_by_same ON voice (same_as) WHERE same_as IS NOT NULL;

-- What a judgement "split" says: in this article, the voice is really that other one.
CREATE TABLE parting (
    voice   INTEGER NOT NULL REFERENCES voice,
    article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
    becomes INTEGER NOT NULL REFERENCES voice,
    PRIMARY KEY (voice, article)
) WITHOUT ROWID;
CREATE INDEX parting_by_becomes ON parting (becomes);
CREATE INDEX parting_by_article ON parting (article);

-- The statements of current versions, as lists show them, in the reading's order. Old versions' statements stand in version.reading.
CREATE TABLE statement (
    number   INTEGER PRIMARY KEY,
    id       TEXT NOT NULL,
    article  INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
    kind     INTEGER NOT NULL REFERENCES source_kind,
    mode     INTEGER NOT NULL,             -- 0 direct, 1 mixed, 2 indirect
    voice    INTEGER REFERENCES voice,
    day      INTEGER NOT NULL DEFAULT 0,   -- when it was said, else when the article was published
    name     TEXT,                         -- what the source is called, where it is no voice: "a police spokesman"
    words    TEXT NOT NULL,                -- the content, split quotations joined by " … "
    certainty  INTEGER NOT NULL DEFAULT 0, -- 0 certain, 1 probable, 2 possible, 3 unknown
    polarity   INTEGER NOT NULL DEFAULT 0, -- 0 positive, 1 negative
    confidence REAL NOT NULL DEFAULT 1     -- of the reader, 0 to 1
);
CREATE INDEX statement_by_id ON statement (id);
CREATE INDEX statement_by_article ON statement (article, kind, voice);
CREATE INDEX statement_by_day ON statement (day);
CREATE INDEX statement_by_voice ON statement (voice, day) WHERE voice IS NOT NULL;

-- Whom a statement is about.
CREATE TABLE about (
    voice     INTEGER NOT NULL REFERENCES voice,
    day       INTEGER NOT NULL,            -- that of the statement, to list in order of time
    statement INTEGER NOT NULL REFERENCES statement ON DELETE CASCADE,
    PRIMARY KEY (voice, day, statement)
) WITHOUT ROWID;
CREATE INDEX about_by_statement ON about (statement);

-- What other stages know an article by (zlib JSON: sketch and signature) and its traits, packed, to take them out again.
CREATE TABLE marks (
    article INTEGER PRIMARY KEY REFERENCES article ON DELETE CASCADE,
    data    BLOB NOT NULL,
    traits  BLOB NOT NULL                  -- six bytes each
);

-- Opaque keys and bands, hashed: articles that share one are worth comparing.
CREATE TABLE trait (
    trait   INTEGER NOT NULL,
    day     INTEGER NOT NULL,              -- the article's, so that the nearest in time come first
    article INTEGER NOT NULL,              -- no reference: it would take an index as large as this table
    PRIMARY KEY (trait, day, article)
) WITHOUT ROWID;

-- Which articles are alike, and how much; below 0 where their days are too far apart for one event. Each tie stands here both ways.
CREATE TABLE tie (
    article  INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
    other    INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
    strength REAL NOT NULL,
    PRIMARY KEY (article, other)
) WITHOUT ROWID;
CREATE INDEX tie_by_other ON tie (other);

-- What people decided: appended, superseded by a later one, never overwritten.
CREATE TABLE judgement (
    number     INTEGER PRIMARY KEY,
    kind       TEXT NOT NULL,              -- correct merge split undo
    subject    TEXT NOT NULL,              -- the id of a statement or a voice; of a judgement for undo
    change     TEXT NOT NULL,              -- JSON
    judge      TEXT NOT NULL,
    at         TEXT NOT NULL,              -- ISO 8601, UTC
    why        TEXT,
    supersedes INTEGER REFERENCES judgement
);
CREATE INDEX judgement_by_subject ON judgement (subject);
CREATE INDEX judgement_by_supersedes ON judgement (supersedes) WHERE supersedes IS NOT NULL;

-- That something was erased, when, and how much: never whom.
CREATE TABLE erasure (
    number     INTEGER PRIMARY KEY,
    at         TEXT NOT NULL,
    judge      TEXT NOT NULL,
    what       TEXT NOT NULL,              -- person article
    articles   INTEGER NOT NULL,
    statements INTEGER NOT NULL,
    scrubbed   INTEGER NOT NULL DEFAULT 0  -- 1 once free pages and the write-ahead log were rewritten too
);

-- What the search index holds of a statement: its words, and its facets as words, so that a filter is one more word to find.
-- k source kind, v voice, o outlet, y and m year and month, a whom it is about.
CREATE VIEW statement_text AS
SELECT s.number, s.article, s.words,
       'k' || s.kind
       || coalesce(' v' || s.voice, '')
       || coalesce(' o' || a.outlet, '')
       || CASE WHEN s.day > 0 THEN strftime(' y%Y m%Y%m', s.day + 1721424.5) ELSE '' END
       || coalesce((SELECT ' ' || group_concat('a' || t.voice, ' ') FROM about t WHERE t.statement = s.number), '')
       AS facets
FROM statement s JOIN article a ON a.number = s.article;

-- Words of statements. The content is the view's; nothing is stored twice. indexing.py keeps it in step.
CREATE VIRTUAL TABLE statement_index USING fts5 (
    words, facets, content = 'statement_text', content_rowid = 'number',
    columnsize = 0, tokenize = 'porter unicode61 remove_diacritics 2'
);

-- Three letters at a time of folded names: finds "Jonsson" by "onss". voices.py keeps it in step.
CREATE VIRTUAL TABLE name_index USING fts5 (
    key, content = 'voice', content_rowid = 'number', columnsize = 0, tokenize = 'trigram'
);
