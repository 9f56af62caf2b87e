-- What the server tried to decide and could not: kept with its bytes until it can, or until its
-- operator sets it aside. Sealed as decided commands are.
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
