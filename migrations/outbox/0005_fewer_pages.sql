-- Every page counts that a command has to wait for (docs/decisions/0026). The numbers keep the order
-- without AUTOINCREMENT, which writes a table of its own: nobody minds that the last number is given
-- again after its row has gone. And what is open is found by the index over what it is about.
CREATE TABLE command_new (
    n INTEGER NOT NULL PRIMARY KEY,                -- the order they were saved in
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
INSERT INTO command_new SELECT n, id, header, for_person, for_server, state, seq, answer, settled_at
FROM command;
DROP TABLE command;
ALTER TABLE command_new RENAME TO command;

-- What is open, by the record it is about: asked before each command, however much waits.
CREATE INDEX command_about ON command (header ->> '$.record')
    WHERE state IN ('waiting', 'sent', 'parked');
-- What was accepted beyond what a cache has taken in.
CREATE INDEX command_accepted ON command (seq) WHERE state = 'accepted';
-- How many need attention is asked after each command: it must not take longer year by year.
CREATE INDEX command_attention ON command (n) WHERE state IN ('refused', 'parked');
