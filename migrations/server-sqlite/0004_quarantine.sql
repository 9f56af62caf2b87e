-- What revoked devices handed in: kept for a supervisor, and decided by nobody. `signed` is sealed
-- with the organisation's key, as a decided command is. Verb, noun and claimed time are what the
-- signed bytes say; none of them where they do not open, or are not the device's own.
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

-- The word of a revoked device that nothing is left on it.
CREATE TABLE receipt (
    device BLOB PRIMARY KEY REFERENCES device (id),
    gone_at INTEGER NOT NULL,
    received_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
