-- The outbox. Its format is frozen: desks keep these files for years, and what is in them must
-- outlive every cache, a forgotten password and an upgrade.
--
-- Headers are clear (within this encrypted file) and name nobody. Bodies are sealed twice: for the
-- person, who may read and amend them, and for the server's public key, so that unsent work can be
-- handed in even when the person's key is lost.

CREATE TABLE command (
    n INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,  -- the order they were saved in
    id BLOB NOT NULL UNIQUE,
    header TEXT NOT NULL,                          -- JSON: verb, noun, record, when, what it follows
    for_person BLOB NOT NULL,                      -- the signed envelope, sealed for the person
    for_server BLOB NOT NULL,                      -- the same, sealed for the server
    -- waiting: saved here · sent: handed to the server, no answer yet · parked: the server has it
    -- and could not decide it yet · accepted, refused: decided
    -- withdrawn: taken back by its author · superseded: another took its place
    -- handed_in: its author may no longer hold what it is about; their supervisor has it, and both
    -- bodies here are empty
    state TEXT NOT NULL
        CHECK (state IN ('waiting', 'sent', 'parked',
                         'accepted', 'refused', 'withdrawn', 'superseded', 'handed_in')),
    seq INTEGER,                                   -- accepted: the log's number
    answer BLOB,                                   -- refused, parked: why, sealed for the person
    settled_at TEXT                                -- when it left the queue
) STRICT;

CREATE INDEX command_open ON command (n) WHERE state IN ('waiting', 'sent', 'parked');
-- What is open about a record: asked before each command, however much waits.
CREATE INDEX command_about ON command (header ->> '$.record')
    WHERE state IN ('waiting', 'sent', 'parked');
-- What was accepted beyond what a cache has taken in.
CREATE INDEX command_accepted ON command (seq) WHERE state = 'accepted';

-- What is being typed and was not yet asked for, by the verb of its form. Sealed as commands are.
CREATE TABLE draft (
    form TEXT NOT NULL PRIMARY KEY,                -- transfer.request
    id BLOB NOT NULL UNIQUE,                       -- under which it is handed in
    for_person BLOB NOT NULL,
    for_server BLOB NOT NULL,
    kept_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
