-- Version 3 to version 4.
--
-- Version 3 kept in readings alone how far a source commits itself and how sure the reader is, so that a list that tells what is not
-- plainly somebody's word had to unpack every article in it. migrate.py fills these from the readings.

ALTER TABLE statement ADD COLUMN certainty INTEGER NOT NULL DEFAULT 0;
ALTER TABLE statement ADD COLUMN polarity INTEGER NOT NULL DEFAULT 0;
ALTER TABLE statement ADD COLUMN confidence REAL NOT NULL DEFAULT 1;
