-- Version 2 to version 3.
--
-- Version 2 kept of a story its whole result alone, so that a list of stories, their conflicts or an audit had to unpack every one; and
-- listed articles by story or outlet only. Results stay; what lists show of them is made when a story is next asked for.

CREATE INDEX article_by_day ON article (day);

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

CREATE TABLE story_claim (
    claim TEXT PRIMARY KEY,
    story INTEGER NOT NULL REFERENCES story_card ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX story_claim_by_story ON story_claim (story);

CREATE TABLE story_copy (
    article INTEGER PRIMARY KEY REFERENCES article ON DELETE CASCADE,
    story   INTEGER NOT NULL REFERENCES story_card ON DELETE CASCADE,
    share   REAL NOT NULL                  -- of its sentences, 0 to 1
);
CREATE INDEX story_copy_by_story ON story_copy (story);
