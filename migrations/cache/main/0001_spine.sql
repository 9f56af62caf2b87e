-- The main cache. One table a noun, all of one shape:
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

-- The commands that are laid over the records.
CREATE TABLE laid (
    command BLOB NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- An organisation that can be asked for a transfer.
CREATE TABLE organisation (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    body TEXT,
    server TEXT,
    waiting INTEGER NOT NULL DEFAULT 0,
    organisation BLOB GENERATED ALWAYS AS (unhex(body ->> '$.organisation', '-')) VIRTUAL,
    name TEXT GENERATED ALWAYS AS (body ->> '$.reference.name') VIRTUAL
) STRICT, WITHOUT ROWID;

-- What is released without an approver.
CREATE TABLE transfer_policy (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    body TEXT,
    server TEXT,
    waiting INTEGER NOT NULL DEFAULT 0,
    organisation BLOB GENERATED ALWAYS AS (unhex(body ->> '$.organisation', '-')) VIRTUAL
) STRICT, WITHOUT ROWID;

-- A division, directorate or ward.
CREATE TABLE unit (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    body TEXT,
    server TEXT,
    waiting INTEGER NOT NULL DEFAULT 0,
    organisation BLOB GENERATED ALWAYS AS (unhex(body ->> '$.organisation', '-')) VIRTUAL,
    name TEXT GENERATED ALWAYS AS (body ->> '$.name') VIRTUAL
) STRICT, WITHOUT ROWID;

-- An established post.
CREATE TABLE position (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    body TEXT,
    server TEXT,
    waiting INTEGER NOT NULL DEFAULT 0,
    organisation BLOB GENERATED ALWAYS AS (unhex(body ->> '$.organisation', '-')) VIRTUAL,
    number TEXT GENERATED ALWAYS AS (body ->> '$.number') VIRTUAL
) STRICT, WITHOUT ROWID;

-- A name and the numbers colleagues know.
CREATE TABLE person (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    body TEXT,
    server TEXT,
    waiting INTEGER NOT NULL DEFAULT 0,
    organisation BLOB GENERATED ALWAYS AS (unhex(body ->> '$.organisation', '-')) VIRTUAL,
    last_name_key TEXT GENERATED ALWAYS AS (body ->> '$.last_name_key') VIRTUAL,
    first TEXT GENERATED ALWAYS AS (body ->> '$.name.first') VIRTUAL,
    employee_number TEXT GENERATED ALWAYS AS (body ->> '$.employee_number') VIRTUAL,
    standing TEXT GENERATED ALWAYS AS (body ->> '$.standing') VIRTUAL
) STRICT, WITHOUT ROWID;

-- A National Insurance number.
CREATE TABLE ni_number (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    body TEXT,
    server TEXT,
    waiting INTEGER NOT NULL DEFAULT 0,
    organisation BLOB GENERATED ALWAYS AS (unhex(body ->> '$.organisation', '-')) VIRTUAL,
    person BLOB GENERATED ALWAYS AS (unhex(body ->> '$.person', '-')) VIRTUAL,
    number TEXT GENERATED ALWAYS AS (body ->> '$.number') VIRTUAL
) STRICT, WITHOUT ROWID;

-- A date of birth.
CREATE TABLE birth (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    body TEXT,
    server TEXT,
    waiting INTEGER NOT NULL DEFAULT 0,
    organisation BLOB GENERATED ALWAYS AS (unhex(body ->> '$.organisation', '-')) VIRTUAL,
    person BLOB GENERATED ALWAYS AS (unhex(body ->> '$.person', '-')) VIRTUAL,
    birth_on TEXT GENERATED ALWAYS AS (body ->> '$.on') VIRTUAL
) STRICT, WITHOUT ROWID;

-- An address, from and to.
CREATE TABLE address (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    body TEXT,
    server TEXT,
    waiting INTEGER NOT NULL DEFAULT 0,
    organisation BLOB GENERATED ALWAYS AS (unhex(body ->> '$.organisation', '-')) VIRTUAL,
    person BLOB GENERATED ALWAYS AS (unhex(body ->> '$.person', '-')) VIRTUAL
) STRICT, WITHOUT ROWID;

-- A telephone number or an email address.
CREATE TABLE phone (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    body TEXT,
    server TEXT,
    waiting INTEGER NOT NULL DEFAULT 0,
    organisation BLOB GENERATED ALWAYS AS (unhex(body ->> '$.organisation', '-')) VIRTUAL,
    person BLOB GENERATED ALWAYS AS (unhex(body ->> '$.person', '-')) VIRTUAL
) STRICT, WITHOUT ROWID;

-- Equality data.
CREATE TABLE equality (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    body TEXT,
    server TEXT,
    waiting INTEGER NOT NULL DEFAULT 0,
    organisation BLOB GENERATED ALWAYS AS (unhex(body ->> '$.organisation', '-')) VIRTUAL,
    person BLOB GENERATED ALWAYS AS (unhex(body ->> '$.person', '-')) VIRTUAL
) STRICT, WITHOUT ROWID;

-- A post somebody holds.
CREATE TABLE assignment (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    body TEXT,
    server TEXT,
    waiting INTEGER NOT NULL DEFAULT 0,
    organisation BLOB GENERATED ALWAYS AS (unhex(body ->> '$.organisation', '-')) VIRTUAL,
    person BLOB GENERATED ALWAYS AS (unhex(body ->> '$.person', '-')) VIRTUAL
) STRICT, WITHOUT ROWID;

-- Grade, step and salary.
CREATE TABLE pay (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    body TEXT,
    server TEXT,
    waiting INTEGER NOT NULL DEFAULT 0,
    organisation BLOB GENERATED ALWAYS AS (unhex(body ->> '$.organisation', '-')) VIRTUAL,
    person BLOB GENERATED ALWAYS AS (unhex(body ->> '$.person', '-')) VIRTUAL
) STRICT, WITHOUT ROWID;

-- A professional registration.
CREATE TABLE registration (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    body TEXT,
    server TEXT,
    waiting INTEGER NOT NULL DEFAULT 0,
    organisation BLOB GENERATED ALWAYS AS (unhex(body ->> '$.organisation', '-')) VIRTUAL,
    person BLOB GENERATED ALWAYS AS (unhex(body ->> '$.person', '-')) VIRTUAL
) STRICT, WITHOUT ROWID;

-- A period of NHS service.
CREATE TABLE service (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    body TEXT,
    server TEXT,
    waiting INTEGER NOT NULL DEFAULT 0,
    organisation BLOB GENERATED ALWAYS AS (unhex(body ->> '$.organisation', '-')) VIRTUAL,
    person BLOB GENERATED ALWAYS AS (unhex(body ->> '$.person', '-')) VIRTUAL
) STRICT, WITHOUT ROWID;

-- A competence with its expiry.
CREATE TABLE competence (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    body TEXT,
    server TEXT,
    waiting INTEGER NOT NULL DEFAULT 0,
    organisation BLOB GENERATED ALWAYS AS (unhex(body ->> '$.organisation', '-')) VIRTUAL,
    person BLOB GENERATED ALWAYS AS (unhex(body ->> '$.person', '-')) VIRTUAL
) STRICT, WITHOUT ROWID;

-- Somebody with an offer.
CREATE TABLE applicant (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    body TEXT,
    server TEXT,
    waiting INTEGER NOT NULL DEFAULT 0,
    organisation BLOB GENERATED ALWAYS AS (unhex(body ->> '$.organisation', '-')) VIRTUAL,
    person BLOB GENERATED ALWAYS AS (unhex(body ->> '$.person', '-')) VIRTUAL,
    stage TEXT GENERATED ALWAYS AS (body ->> '$.stage.kind') VIRTUAL,
    last TEXT GENERATED ALWAYS AS (body ->> '$.name.last') VIRTUAL
) STRICT, WITHOUT ROWID;

-- Service, pay and contract held for an applicant.
CREATE TABLE terms (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    body TEXT,
    server TEXT,
    waiting INTEGER NOT NULL DEFAULT 0,
    organisation BLOB GENERATED ALWAYS AS (unhex(body ->> '$.organisation', '-')) VIRTUAL
) STRICT, WITHOUT ROWID;

-- The asking side of a transfer.
CREATE TABLE transfer (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    body TEXT,
    server TEXT,
    waiting INTEGER NOT NULL DEFAULT 0,
    organisation BLOB GENERATED ALWAYS AS (unhex(body ->> '$.organisation', '-')) VIRTUAL,
    applicant BLOB GENERATED ALWAYS AS (unhex(body ->> '$.applicant', '-')) VIRTUAL,
    stage TEXT GENERATED ALWAYS AS (body ->> '$.stage.kind') VIRTUAL,
    last TEXT GENERATED ALWAYS AS (body ->> '$.name.last') VIRTUAL
) STRICT, WITHOUT ROWID;

-- The source's side of a transfer.
CREATE TABLE enquiry (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    body TEXT,
    server TEXT,
    waiting INTEGER NOT NULL DEFAULT 0,
    organisation BLOB GENERATED ALWAYS AS (unhex(body ->> '$.organisation', '-')) VIRTUAL,
    stage TEXT GENERATED ALWAYS AS (body ->> '$.stage.kind') VIRTUAL
) STRICT, WITHOUT ROWID;

-- Who a pending enquiry names.
CREATE TABLE enquiry_identity (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    body TEXT,
    server TEXT,
    waiting INTEGER NOT NULL DEFAULT 0,
    organisation BLOB GENERATED ALWAYS AS (unhex(body ->> '$.organisation', '-')) VIRTUAL
) STRICT, WITHOUT ROWID;

-- A possible match and what would leave.
CREATE TABLE candidate (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    body TEXT,
    server TEXT,
    waiting INTEGER NOT NULL DEFAULT 0,
    organisation BLOB GENERATED ALWAYS AS (unhex(body ->> '$.organisation', '-')) VIRTUAL,
    enquiry BLOB GENERATED ALWAYS AS (unhex(body ->> '$.enquiry', '-')) VIRTUAL
) STRICT, WITHOUT ROWID;

-- What arrived for recruitment.
CREATE TABLE recruitment_part (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    body TEXT,
    server TEXT,
    waiting INTEGER NOT NULL DEFAULT 0,
    organisation BLOB GENERATED ALWAYS AS (unhex(body ->> '$.organisation', '-')) VIRTUAL
) STRICT, WITHOUT ROWID;

-- What arrived for learning.
CREATE TABLE learning_part (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    body TEXT,
    server TEXT,
    waiting INTEGER NOT NULL DEFAULT 0,
    organisation BLOB GENERATED ALWAYS AS (unhex(body ->> '$.organisation', '-')) VIRTUAL
) STRICT, WITHOUT ROWID;

-- A notice on a worklist.
CREATE TABLE notice (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    body TEXT,
    server TEXT,
    waiting INTEGER NOT NULL DEFAULT 0,
    organisation BLOB GENERATED ALWAYS AS (unhex(body ->> '$.organisation', '-')) VIRTUAL,
    about BLOB GENERATED ALWAYS AS (unhex(body ->> '$.about', '-')) VIRTUAL,
    to_user TEXT GENERATED ALWAYS AS (body ->> '$.to.id') VIRTUAL,
    done_at TEXT GENERATED ALWAYS AS (body ->> '$.done.at') VIRTUAL,
    due_on TEXT GENERATED ALWAYS AS (body ->> '$.due_on') VIRTUAL
) STRICT, WITHOUT ROWID;
