-- A factual reference, at the source.
CREATE TABLE reference (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    body TEXT,
    server TEXT,
    waiting INTEGER NOT NULL DEFAULT 0,
    organisation BLOB GENERATED ALWAYS AS (unhex(body ->> '$.organisation', '-')) VIRTUAL
) STRICT, WITHOUT ROWID;

-- A factual reference that arrived.
CREATE TABLE reference_part (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    body TEXT,
    server TEXT,
    waiting INTEGER NOT NULL DEFAULT 0,
    organisation BLOB GENERATED ALWAYS AS (unhex(body ->> '$.organisation', '-')) VIRTUAL
) STRICT, WITHOUT ROWID;
