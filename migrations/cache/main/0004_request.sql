-- A record that was released of the wrong person, and recalled.
CREATE TABLE incident (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    body TEXT,
    server TEXT,
    waiting INTEGER NOT NULL DEFAULT 0,
    organisation BLOB GENERATED ALWAYS AS (unhex(body ->> '$.organisation', '-')) VIRTUAL
) STRICT, WITHOUT ROWID;
