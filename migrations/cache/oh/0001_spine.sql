-- Occupational health's cache. One table a noun, all of one shape:
--   version  the number of the organisation's log that the server last changed the record by
--   body     the record as the person sees it: the server's, with what waits in the outbox on top;
--            NULL when a waiting command removes it
--   server   the server's record, kept beside it only while a waiting command differs from it
--   waiting  1 while it does
-- The columns after it are what lists filter, sort and join on.
-- Indexes are not here: they are built after the first load (indexes-*.sql), which takes a third of
-- the time.

-- What this file knows of the server: the epoch and the number it has taken in up to; which nouns
-- have arrived whole; when the server last answered.
CREATE TABLE meta (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The first load: how far each noun has come. A row goes when everything has arrived.
CREATE TABLE arriving (
    noun TEXT NOT NULL PRIMARY KEY,
    total INTEGER NOT NULL,
    so_far INTEGER NOT NULL,
    after BLOB,          -- the last id taken in
    complete INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Which records a waiting command changed (wrote = 1) or looked at: it is run again when one of them
-- changes.
CREATE TABLE overlay (
    noun TEXT NOT NULL,
    id BLOB NOT NULL,
    command BLOB NOT NULL,
    wrote INTEGER NOT NULL,
    PRIMARY KEY (noun, id, command)
) STRICT, WITHOUT ROWID;
CREATE INDEX overlay_command ON overlay (command, wrote);

-- What a waiting command asked: it is run again when a record comes or goes that answers it. Ids
-- without hyphens.
CREATE TABLE asked (
    noun TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    value TEXT NOT NULL,
    command BLOB NOT NULL,
    PRIMARY KEY (noun, asked_by, value, command)
) STRICT, WITHOUT ROWID;
CREATE INDEX asked_command ON asked (command);

-- An immunisation, a test, or why there is none.
CREATE TABLE immunisation (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    body TEXT,
    server TEXT,
    waiting INTEGER NOT NULL DEFAULT 0,
    organisation BLOB GENERATED ALWAYS AS (unhex(body ->> '$.organisation', '-')) VIRTUAL,
    person BLOB GENERATED ALWAYS AS (unhex(body ->> '$.person', '-')) VIRTUAL
) STRICT, WITHOUT ROWID;

-- A request to occupational health here.
CREATE TABLE oh_enquiry (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    body TEXT,
    server TEXT,
    waiting INTEGER NOT NULL DEFAULT 0,
    organisation BLOB GENERATED ALWAYS AS (unhex(body ->> '$.organisation', '-')) VIRTUAL,
    stage TEXT GENERATED ALWAYS AS (body ->> '$.stage.kind') VIRTUAL
) STRICT, WITHOUT ROWID;

-- What arrived for occupational health.
CREATE TABLE oh_part (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    body TEXT,
    server TEXT,
    waiting INTEGER NOT NULL DEFAULT 0,
    organisation BLOB GENERATED ALWAYS AS (unhex(body ->> '$.organisation', '-')) VIRTUAL
) STRICT, WITHOUT ROWID;
