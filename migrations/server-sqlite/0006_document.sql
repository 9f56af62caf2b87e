-- A file kept with an applicant: what it is, and what opens it.
CREATE TABLE document (
    organisation BLOB NOT NULL,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    teams INTEGER NOT NULL,
    was_teams INTEGER NOT NULL,
    body TEXT,
    applicant TEXT GENERATED ALWAYS AS (body ->> '$.applicant') VIRTUAL,
    PRIMARY KEY (organisation, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX document_feed ON document (organisation, version, teams, was_teams);
CREATE INDEX document_applicant ON document (organisation, applicant);

-- The parts of files, sealed by the desk that sent them. A part without a record that names it is
-- dropped after some days. With row ids: a row is longer than a page.
CREATE TABLE chunk (
    organisation BLOB NOT NULL REFERENCES hosted (organisation),
    name BLOB NOT NULL,                            -- the hash of the bytes
    device BLOB NOT NULL REFERENCES device (id),   -- which sent it first
    size INTEGER NOT NULL,
    unnamed_since INTEGER,                         -- none: a record names it
    bytes BLOB NOT NULL,
    UNIQUE (organisation, name)
) STRICT;
-- What a device may have sent that no command named yet, and what is too old.
CREATE INDEX chunk_unnamed ON chunk (device, size) WHERE unnamed_since IS NOT NULL;

-- Which records name which parts now.
CREATE TABLE chunk_of (
    organisation BLOB NOT NULL,
    chunk BLOB NOT NULL,
    noun TEXT NOT NULL,
    id BLOB NOT NULL,
    PRIMARY KEY (organisation, chunk, noun, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX chunk_of_record ON chunk_of (organisation, noun, id);
