-- What can be found by its words: a row for each record that has some, numbered in the order of the
-- words, so that the first of a list are found first. The index over it holds no text of its own.
-- Both are filled after the first load and kept by triggers from then on (crates/store/src/search.rs).
CREATE TABLE findable (
    n INTEGER NOT NULL PRIMARY KEY,
    noun TEXT NOT NULL,
    id BLOB NOT NULL,
    words TEXT NOT NULL,
    UNIQUE (noun, id)
) STRICT;

-- Ŵ is found by w; a name with a hyphen by each of its halves.
CREATE VIRTUAL TABLE search USING fts5 (
    noun, words,
    content = 'findable', content_rowid = 'n',
    tokenize = 'unicode61 remove_diacritics 2',
    prefix = '1 2 3'
);

-- The words of a record, last name first. O'Brien is found by obrien too.
ALTER TABLE person ADD COLUMN words TEXT GENERATED ALWAYS AS (concat_ws(' ',
    body ->> '$.name.last', body ->> '$.name.first',
    replace(body ->> '$.last_name_key', '''', ''),
    body ->> '$.earlier_last_names', body ->> '$.employee_number')) VIRTUAL;
-- Its end: nobody asks for all of it, and all of it is not shown.
ALTER TABLE ni_number ADD COLUMN words TEXT GENERATED ALWAYS AS (concat_ws(' ',
    substr(body ->> '$.number', -4))) VIRTUAL;
ALTER TABLE applicant ADD COLUMN words TEXT GENERATED ALWAYS AS (concat_ws(' ',
    body ->> '$.number')) VIRTUAL;
ALTER TABLE transfer ADD COLUMN words TEXT GENERATED ALWAYS AS (concat_ws(' ',
    body ->> '$.name.last', body ->> '$.name.first', body ->> '$.source.name')) VIRTUAL;
ALTER TABLE enquiry_identity ADD COLUMN words TEXT GENERATED ALWAYS AS (concat_ws(' ',
    body ->> '$.last_name')) VIRTUAL;
