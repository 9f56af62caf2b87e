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

-- What is due first stands first; what has no day last.
ALTER TABLE notice ADD COLUMN due_key TEXT
    GENERATED ALWAYS AS (coalesce(body ->> '$.due_on', '9999-12-31')) VIRTUAL;

-- These are not built after the first load but kept from its first page on: somebody's own work is
-- what comes first, and is worked on while the rest arrives.
DROP INDEX IF EXISTS notice_open;
CREATE INDEX notice_by_to_user ON notice (to_user);
CREATE INDEX notice_by_holder_user ON notice (holder_user);
CREATE INDEX colleague_by_of_user ON colleague (of_user);
CREATE INDEX colleague_by_team ON colleague (team);
CREATE INDEX delegation_by_from_user ON delegation (from_user);
CREATE INDEX delegation_by_to_user ON delegation (to_user);
-- Only what is still open: done notices pile up and are seldom read. All that the worklist counts,
-- filters and sorts by is in it, so that no body is read but those of the rows in view.
CREATE INDEX notice_work ON notice (
    due_key, id, kind, to_user, holder_user, delegate_user, about, raised_at, subject, other, read_by
) WHERE done_at IS NULL AND kind IS NOT NULL;
CREATE INDEX notice_done ON notice (done_at) WHERE done_at IS NOT NULL;
