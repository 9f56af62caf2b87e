CREATE TABLE about (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    epoch BLOB NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;
CREATE TABLE account (
    id BLOB PRIMARY KEY,
    organisation BLOB NOT NULL REFERENCES hosted (organisation),
    username TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    closed_at INTEGER
, supervisor BLOB REFERENCES account (id)) STRICT, WITHOUT ROWID;
CREATE TABLE address (
    organisation BLOB NOT NULL,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    teams INTEGER NOT NULL,
    was_teams INTEGER NOT NULL,
    body TEXT,
    person TEXT,
    PRIMARY KEY (organisation, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX address_feed ON address (organisation, version, teams, was_teams);
CREATE INDEX address_person ON address (organisation, person);
CREATE TABLE applicant (
    organisation BLOB NOT NULL,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    teams INTEGER NOT NULL,
    was_teams INTEGER NOT NULL,
    body TEXT,
    PRIMARY KEY (organisation, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX applicant_feed ON applicant (organisation, version, teams, was_teams);
CREATE TABLE assignment (
    organisation BLOB NOT NULL,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    teams INTEGER NOT NULL,
    was_teams INTEGER NOT NULL,
    body TEXT,
    person TEXT,
    PRIMARY KEY (organisation, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX assignment_feed ON assignment (organisation, version, teams, was_teams);
CREATE INDEX assignment_person ON assignment (organisation, person);
CREATE TABLE audit (
    organisation BLOB NOT NULL REFERENCES hosted (organisation),
    n INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor BLOB,
    device BLOB,
    what TEXT NOT NULL,
    outcome TEXT NOT NULL,
    command BLOB,
    bytes_hash BLOB,
    prev BLOB NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (organisation, n)
) STRICT, WITHOUT ROWID;
CREATE TABLE audit_head (
    organisation BLOB PRIMARY KEY REFERENCES hosted (organisation),
    n INTEGER NOT NULL,
    hash BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE birth (
    organisation BLOB NOT NULL,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    teams INTEGER NOT NULL,
    was_teams INTEGER NOT NULL,
    body TEXT,
    person TEXT,
    birth_on TEXT GENERATED ALWAYS AS (body ->> '$.on') VIRTUAL,
    PRIMARY KEY (organisation, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX birth_birth_on ON birth (organisation, birth_on);
CREATE INDEX birth_feed ON birth (organisation, version, teams, was_teams);
CREATE INDEX birth_person ON birth (organisation, person);
CREATE TABLE candidate (
    organisation BLOB NOT NULL,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    teams INTEGER NOT NULL,
    was_teams INTEGER NOT NULL,
    body TEXT,
    enquiry TEXT GENERATED ALWAYS AS (body ->> '$.enquiry') VIRTUAL,
    PRIMARY KEY (organisation, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX candidate_enquiry ON candidate (organisation, enquiry);
CREATE INDEX candidate_feed ON candidate (organisation, version, teams, was_teams);
CREATE TABLE chunk (
    organisation BLOB NOT NULL REFERENCES hosted (organisation),
    name BLOB NOT NULL,                            -- the hash of the bytes
    device BLOB NOT NULL REFERENCES device (id),   -- which sent it first
    size INTEGER NOT NULL,
    unnamed_since INTEGER,                         -- none: a record names it
    bytes BLOB NOT NULL,
    UNIQUE (organisation, name)
) STRICT;
CREATE INDEX chunk_unnamed ON chunk (device, size) WHERE unnamed_since IS NOT NULL;
CREATE TABLE chunk_of (
    organisation BLOB NOT NULL,
    chunk BLOB NOT NULL,
    noun TEXT NOT NULL,
    id BLOB NOT NULL,
    PRIMARY KEY (organisation, chunk, noun, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX chunk_of_record ON chunk_of (organisation, noun, id);
CREATE TABLE colleague (
    organisation BLOB NOT NULL,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    teams INTEGER NOT NULL,
    was_teams INTEGER NOT NULL,
    body TEXT,
    of_user TEXT GENERATED ALWAYS AS (body ->> '$.user.id') VIRTUAL,
    team TEXT GENERATED ALWAYS AS (body ->> '$.team') VIRTUAL,
    PRIMARY KEY (organisation, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX colleague_feed ON colleague (organisation, version, teams, was_teams);
CREATE INDEX colleague_of_user ON colleague (organisation, of_user);
CREATE INDEX colleague_team ON colleague (organisation, team);
CREATE TABLE command (
    id BLOB PRIMARY KEY REFERENCES decision (id),
    organisation BLOB NOT NULL,
    signed BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE competence (
    organisation BLOB NOT NULL,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    teams INTEGER NOT NULL,
    was_teams INTEGER NOT NULL,
    body TEXT,
    person TEXT,
    PRIMARY KEY (organisation, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX competence_feed ON competence (organisation, version, teams, was_teams);
CREATE INDEX competence_person ON competence (organisation, person);
CREATE TABLE decision (
    id BLOB PRIMARY KEY,
    organisation BLOB NOT NULL REFERENCES hosted (organisation),
    device BLOB NOT NULL REFERENCES device (id),
    hash BLOB NOT NULL,
    verdict TEXT NOT NULL,
    seq INTEGER,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE delegation (
    organisation BLOB NOT NULL,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    teams INTEGER NOT NULL,
    was_teams INTEGER NOT NULL,
    body TEXT,
    from_user TEXT GENERATED ALWAYS AS (body ->> '$.from.id') VIRTUAL,
    to_user TEXT GENERATED ALWAYS AS (body ->> '$.to.id') VIRTUAL,
    PRIMARY KEY (organisation, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX delegation_feed ON delegation (organisation, version, teams, was_teams);
CREATE INDEX delegation_from_user ON delegation (organisation, from_user);
CREATE INDEX delegation_to_user ON delegation (organisation, to_user);
CREATE TABLE device (
    id BLOB PRIMARY KEY,
    account BLOB NOT NULL REFERENCES account (id),
    key BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL,
    registered_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX device_account ON device (account);
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
CREATE INDEX document_applicant ON document (organisation, applicant);
CREATE INDEX document_feed ON document (organisation, version, teams, was_teams);
CREATE TABLE enquiry (
    organisation BLOB NOT NULL,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    teams INTEGER NOT NULL,
    was_teams INTEGER NOT NULL,
    body TEXT,
    PRIMARY KEY (organisation, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX enquiry_feed ON enquiry (organisation, version, teams, was_teams);
CREATE TABLE enquiry_identity (
    organisation BLOB NOT NULL,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    teams INTEGER NOT NULL,
    was_teams INTEGER NOT NULL,
    body TEXT,
    PRIMARY KEY (organisation, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX enquiry_identity_feed ON enquiry_identity (organisation, version, teams, was_teams);
CREATE TABLE equality (
    organisation BLOB NOT NULL,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    teams INTEGER NOT NULL,
    was_teams INTEGER NOT NULL,
    body TEXT,
    person TEXT,
    PRIMARY KEY (organisation, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX equality_feed ON equality (organisation, version, teams, was_teams);
CREATE INDEX equality_person ON equality (organisation, person);
CREATE TABLE hosted (
    organisation BLOB PRIMARY KEY,
    ods_code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    operator INTEGER NOT NULL DEFAULT 0,
    head INTEGER NOT NULL DEFAULT 0,
    added_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE immunisation (
    organisation BLOB NOT NULL,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    teams INTEGER NOT NULL,
    was_teams INTEGER NOT NULL,
    body BLOB,
    person TEXT,
    PRIMARY KEY (organisation, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX immunisation_feed ON immunisation (organisation, version, teams, was_teams);
CREATE INDEX immunisation_person ON immunisation (organisation, person);
CREATE TABLE incident (
    organisation BLOB NOT NULL,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    teams INTEGER NOT NULL,
    was_teams INTEGER NOT NULL,
    body TEXT,
    PRIMARY KEY (organisation, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX incident_feed ON incident (organisation, version, teams, was_teams);
CREATE TABLE kind_setting (
    organisation BLOB NOT NULL,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    teams INTEGER NOT NULL,
    was_teams INTEGER NOT NULL,
    body TEXT,
    PRIMARY KEY (organisation, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX kind_setting_feed ON kind_setting (organisation, version, teams, was_teams);
CREATE TABLE leads (
    organisation BLOB NOT NULL REFERENCES hosted (organisation),
    account BLOB NOT NULL REFERENCES account (id),
    unit TEXT NOT NULL,
    from_seq INTEGER NOT NULL,
    to_seq INTEGER,
    PRIMARY KEY (organisation, account, unit, from_seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE learning_part (
    organisation BLOB NOT NULL,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    teams INTEGER NOT NULL,
    was_teams INTEGER NOT NULL,
    body TEXT,
    PRIMARY KEY (organisation, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX learning_part_feed ON learning_part (organisation, version, teams, was_teams);
CREATE TABLE lease (
    organisation BLOB NOT NULL REFERENCES hosted (organisation),
    role TEXT NOT NULL,
    hours INTEGER NOT NULL CHECK (hours BETWEEN 1 AND 168),
    PRIMARY KEY (organisation, role)
) STRICT, WITHOUT ROWID;
CREATE TABLE log (
    organisation BLOB NOT NULL REFERENCES hosted (organisation),
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    command BLOB NOT NULL,
    kind TEXT NOT NULL,
    records INTEGER NOT NULL,
    PRIMARY KEY (organisation, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE message (
    n INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    from_organisation BLOB NOT NULL REFERENCES hosted (organisation),
    to_organisation BLOB NOT NULL REFERENCES hosted (organisation),
    body BLOB NOT NULL,
    made_at INTEGER NOT NULL,
    applied_at INTEGER,
    outcome TEXT
) STRICT;
CREATE INDEX message_waiting ON message (n) WHERE applied_at IS NULL;
CREATE TABLE ni_number (
    organisation BLOB NOT NULL,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    teams INTEGER NOT NULL,
    was_teams INTEGER NOT NULL,
    body TEXT,
    person TEXT,
    number TEXT GENERATED ALWAYS AS (body ->> '$.number') VIRTUAL,
    PRIMARY KEY (organisation, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX ni_number_feed ON ni_number (organisation, version, teams, was_teams);
CREATE INDEX ni_number_number ON ni_number (organisation, number);
CREATE INDEX ni_number_person ON ni_number (organisation, person);
CREATE TABLE notice (
    organisation BLOB NOT NULL,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    teams INTEGER NOT NULL,
    was_teams INTEGER NOT NULL,
    body TEXT,
    about TEXT GENERATED ALWAYS AS (body ->> '$.about') VIRTUAL,
    to_user TEXT GENERATED ALWAYS AS (body ->> '$.to.id') VIRTUAL, holder_user TEXT
    GENERATED ALWAYS AS (body ->> '$.holder.user.id') VIRTUAL, delegate_user TEXT
    GENERATED ALWAYS AS (body ->> '$.delegate.id') VIRTUAL, ever_user TEXT
    GENERATED ALWAYS AS ((body ->> '$.to.id') || coalesce(body -> '$.shown_to', '')) VIRTUAL, due_on TEXT GENERATED ALWAYS AS (body ->> '$.due_on') VIRTUAL, done_at TEXT GENERATED ALWAYS AS (body ->> '$.done.at') VIRTUAL,
    PRIMARY KEY (organisation, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX notice_about ON notice (organisation, about);
CREATE INDEX notice_due ON notice (organisation, due_on) WHERE done_at IS NULL AND due_on IS NOT NULL;
CREATE INDEX notice_feed ON notice (organisation, version, teams, was_teams);
CREATE INDEX notice_holder_user ON notice (organisation, holder_user);
CREATE INDEX notice_to_user ON notice (organisation, to_user);
CREATE TABLE oh_enquiry (
    organisation BLOB NOT NULL,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    teams INTEGER NOT NULL,
    was_teams INTEGER NOT NULL,
    body BLOB,
    PRIMARY KEY (organisation, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX oh_enquiry_feed ON oh_enquiry (organisation, version, teams, was_teams);
CREATE TABLE oh_part (
    organisation BLOB NOT NULL,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    teams INTEGER NOT NULL,
    was_teams INTEGER NOT NULL,
    body BLOB,
    PRIMARY KEY (organisation, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX oh_part_feed ON oh_part (organisation, version, teams, was_teams);
CREATE TABLE organisation (
    organisation BLOB NOT NULL,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    teams INTEGER NOT NULL,
    was_teams INTEGER NOT NULL,
    body TEXT,
    PRIMARY KEY (organisation, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX organisation_feed ON organisation (organisation, version, teams, was_teams);
CREATE TABLE parked (
    id BLOB PRIMARY KEY,
    organisation BLOB NOT NULL REFERENCES hosted (organisation),
    device BLOB NOT NULL REFERENCES device (id),
    hash BLOB NOT NULL,
    verb TEXT NOT NULL,
    signed BLOB NOT NULL,
    reason TEXT NOT NULL,
    tries INTEGER NOT NULL,
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE pay (
    organisation BLOB NOT NULL,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    teams INTEGER NOT NULL,
    was_teams INTEGER NOT NULL,
    body TEXT,
    person TEXT,
    PRIMARY KEY (organisation, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX pay_feed ON pay (organisation, version, teams, was_teams);
CREATE INDEX pay_person ON pay (organisation, person);
CREATE TABLE person (
    organisation BLOB NOT NULL,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    teams INTEGER NOT NULL,
    was_teams INTEGER NOT NULL,
    body TEXT,
    person TEXT,
    PRIMARY KEY (organisation, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_feed ON person (organisation, version, teams, was_teams);
CREATE INDEX person_person ON person (organisation, person);
CREATE TABLE phone (
    organisation BLOB NOT NULL,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    teams INTEGER NOT NULL,
    was_teams INTEGER NOT NULL,
    body TEXT,
    person TEXT,
    PRIMARY KEY (organisation, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX phone_feed ON phone (organisation, version, teams, was_teams);
CREATE INDEX phone_person ON phone (organisation, person);
CREATE TABLE placed (
    organisation BLOB NOT NULL REFERENCES hosted (organisation),
    unit TEXT NOT NULL,
    person TEXT NOT NULL,
    from_seq INTEGER NOT NULL,
    to_seq INTEGER,
    PRIMARY KEY (organisation, unit, person, from_seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX placed_from ON placed (organisation, from_seq);
CREATE INDEX placed_to ON placed (organisation, to_seq);
CREATE TABLE position (
    organisation BLOB NOT NULL,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    teams INTEGER NOT NULL,
    was_teams INTEGER NOT NULL,
    body TEXT,
    PRIMARY KEY (organisation, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX position_feed ON position (organisation, version, teams, was_teams);
CREATE TABLE quarantine (
    device BLOB NOT NULL REFERENCES device (id),
    id BLOB NOT NULL,
    organisation BLOB NOT NULL REFERENCES hosted (organisation),
    verb TEXT,
    noun TEXT,
    claimed_at INTEGER,
    signed BLOB NOT NULL,
    taken_at INTEGER NOT NULL,
    PRIMARY KEY (device, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX quarantine_id ON quarantine (id);
CREATE TABLE receipt (
    device BLOB PRIMARY KEY REFERENCES device (id),
    gone_at INTEGER NOT NULL,
    received_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE recruitment_part (
    organisation BLOB NOT NULL,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    teams INTEGER NOT NULL,
    was_teams INTEGER NOT NULL,
    body TEXT,
    PRIMARY KEY (organisation, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX recruitment_part_feed ON recruitment_part (organisation, version, teams, was_teams);
CREATE TABLE registration (
    organisation BLOB NOT NULL,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    teams INTEGER NOT NULL,
    was_teams INTEGER NOT NULL,
    body TEXT,
    person TEXT,
    PRIMARY KEY (organisation, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX registration_feed ON registration (organisation, version, teams, was_teams);
CREATE INDEX registration_person ON registration (organisation, person);
CREATE TABLE reports (
    organisation BLOB NOT NULL REFERENCES hosted (organisation),
    parent TEXT NOT NULL,
    unit TEXT NOT NULL,
    from_seq INTEGER NOT NULL,
    to_seq INTEGER,
    PRIMARY KEY (organisation, parent, unit, from_seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE role_grant (
    account BLOB NOT NULL REFERENCES account (id),
    role TEXT NOT NULL,
    from_at INTEGER NOT NULL,
    to_at INTEGER,
    PRIMARY KEY (account, role, from_at)
) STRICT, WITHOUT ROWID;
CREATE TABLE service (
    organisation BLOB NOT NULL,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    teams INTEGER NOT NULL,
    was_teams INTEGER NOT NULL,
    body TEXT,
    person TEXT,
    PRIMARY KEY (organisation, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX service_feed ON service (organisation, version, teams, was_teams);
CREATE INDEX service_person ON service (organisation, person);
CREATE TABLE terms (
    organisation BLOB NOT NULL,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    teams INTEGER NOT NULL,
    was_teams INTEGER NOT NULL,
    body TEXT,
    PRIMARY KEY (organisation, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX terms_feed ON terms (organisation, version, teams, was_teams);
CREATE TABLE token (
    hash BLOB PRIMARY KEY,
    device BLOB NOT NULL REFERENCES device (id),
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX token_device ON token (device);
CREATE TABLE transfer (
    organisation BLOB NOT NULL,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    teams INTEGER NOT NULL,
    was_teams INTEGER NOT NULL,
    body TEXT,
    applicant TEXT GENERATED ALWAYS AS (body ->> '$.applicant') VIRTUAL, asked_on TEXT GENERATED ALWAYS AS (body ->> '$.asked_on') VIRTUAL, asked_by TEXT
    GENERATED ALWAYS AS (body ->> '$.asked_by.id') VIRTUAL,
    PRIMARY KEY (organisation, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX transfer_applicant ON transfer (organisation, applicant);
CREATE INDEX transfer_asked_on ON transfer (organisation, asked_on, asked_by);
CREATE INDEX transfer_feed ON transfer (organisation, version, teams, was_teams);
CREATE TABLE transfer_policy (
    organisation BLOB NOT NULL,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    teams INTEGER NOT NULL,
    was_teams INTEGER NOT NULL,
    body TEXT,
    PRIMARY KEY (organisation, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX transfer_policy_feed ON transfer_policy (organisation, version, teams, was_teams);
CREATE TABLE unit (
    organisation BLOB NOT NULL,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    teams INTEGER NOT NULL,
    was_teams INTEGER NOT NULL,
    body TEXT,
    PRIMARY KEY (organisation, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX unit_feed ON unit (organisation, version, teams, was_teams);
