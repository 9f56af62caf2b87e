-- Worklists: what the list filters, sorts and counts by, and who works, stands in and sets what.
ALTER TABLE notice ADD COLUMN holder_user TEXT
    GENERATED ALWAYS AS (body ->> '$.holder.user.id') VIRTUAL;
ALTER TABLE notice ADD COLUMN delegate_user TEXT
    GENERATED ALWAYS AS (body ->> '$.delegate.id') VIRTUAL;
ALTER TABLE notice ADD COLUMN kind TEXT GENERATED ALWAYS AS (body ->> '$.kind.kind') VIRTUAL;
ALTER TABLE notice ADD COLUMN subject TEXT GENERATED ALWAYS AS (body ->> '$.subject') VIRTUAL;
ALTER TABLE notice ADD COLUMN other TEXT GENERATED ALWAYS AS (body ->> '$.other') VIRTUAL;
ALTER TABLE notice ADD COLUMN raised_at TEXT GENERATED ALWAYS AS (body ->> '$.raised_at') VIRTUAL;
ALTER TABLE notice ADD COLUMN read_by TEXT GENERATED ALWAYS AS (body -> '$.read_by') VIRTUAL;

CREATE TABLE colleague (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    body TEXT,
    server TEXT,
    waiting INTEGER NOT NULL DEFAULT 0,
    of_user TEXT GENERATED ALWAYS AS (body ->> '$.user.id') VIRTUAL,
    team TEXT GENERATED ALWAYS AS (body ->> '$.team') VIRTUAL
) STRICT, WITHOUT ROWID;

CREATE TABLE delegation (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    body TEXT,
    server TEXT,
    waiting INTEGER NOT NULL DEFAULT 0,
    from_user TEXT GENERATED ALWAYS AS (body ->> '$.from.id') VIRTUAL,
    to_user TEXT GENERATED ALWAYS AS (body ->> '$.to.id') VIRTUAL
) STRICT, WITHOUT ROWID;

CREATE TABLE kind_setting (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    body TEXT,
    server TEXT,
    waiting INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
