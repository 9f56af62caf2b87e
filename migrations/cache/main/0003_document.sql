-- A file kept with an applicant.
CREATE TABLE document (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    body TEXT,
    server TEXT,
    waiting INTEGER NOT NULL DEFAULT 0,
    organisation BLOB GENERATED ALWAYS AS (unhex(body ->> '$.organisation', '-')) VIRTUAL,
    applicant BLOB GENERATED ALWAYS AS (unhex(body ->> '$.applicant', '-')) VIRTUAL
) STRICT, WITHOUT ROWID;
