-- The parts of files that commands name, until the server has them: a command is sent after them.
-- Written in the same commit as the command. The parts themselves are in the person's folder, under
-- these names.
CREATE TABLE outgoing (
    command BLOB NOT NULL,                         -- its id
    part INTEGER NOT NULL,                         -- which of the file's parts, from 0
    chunk BLOB NOT NULL,                           -- the part's name: the hash of its sealed bytes
    sent INTEGER NOT NULL DEFAULT 0,               -- whether the server has it
    PRIMARY KEY (command, part)
) STRICT, WITHOUT ROWID;
CREATE INDEX outgoing_unsent ON outgoing (command) WHERE NOT sent;
CREATE INDEX outgoing_chunk ON outgoing (chunk);
