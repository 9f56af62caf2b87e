-- What a list shows of a person stands beside the words they are found by, so that of nine who are found
-- no record is read. The index is made anew when the file is next opened, or after the load
-- (crates/store/src/search.rs).
DROP TRIGGER IF EXISTS person_comes;
DROP TRIGGER IF EXISTS person_goes;
DROP TRIGGER IF EXISTS person_changes;
DROP TRIGGER IF EXISTS ni_number_comes;
DROP TRIGGER IF EXISTS ni_number_goes;
DROP TRIGGER IF EXISTS ni_number_changes;
DROP TRIGGER IF EXISTS applicant_comes;
DROP TRIGGER IF EXISTS applicant_goes;
DROP TRIGGER IF EXISTS applicant_changes;
DROP TRIGGER IF EXISTS transfer_comes;
DROP TRIGGER IF EXISTS transfer_goes;
DROP TRIGGER IF EXISTS transfer_changes;
DROP TRIGGER IF EXISTS enquiry_identity_comes;
DROP TRIGGER IF EXISTS enquiry_identity_goes;
DROP TRIGGER IF EXISTS enquiry_identity_changes;
DROP TRIGGER IF EXISTS notice_comes;
DROP TRIGGER IF EXISTS notice_goes;
DROP TRIGGER IF EXISTS notice_changes;
DROP TABLE search;
DROP TABLE findable;

-- A row for each record that has words, numbered in their order within its kind.
CREATE TABLE findable (
    n INTEGER NOT NULL PRIMARY KEY,
    noun TEXT NOT NULL,
    id BLOB NOT NULL,
    words TEXT NOT NULL,
    shown TEXT,            -- JSON: the row of a list, for people
    UNIQUE (noun, id)
) STRICT;

-- The index over it holds no text of its own. Ŵ is found by w; a name with a hyphen by each of its
-- halves.
CREATE VIRTUAL TABLE search USING fts5 (
    words,
    content = 'findable', content_rowid = 'n',
    tokenize = 'unicode61 remove_diacritics 2',
    prefix = '1 2 3'
);

ALTER TABLE person ADD COLUMN shown TEXT GENERATED ALWAYS AS (json_object(
    'id', body ->> '$.id', 'name', body -> '$.name', 'standing', body -> '$.standing',
    'employee_number', body ->> '$.employee_number')) VIRTUAL;
