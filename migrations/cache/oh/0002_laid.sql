-- What waiting commands looked at and asked is kept in memory (crates/store/src/overlay.rs). Here stays
-- which of this file's records each has changed.
CREATE TABLE laid (
    command BLOB NOT NULL PRIMARY KEY,
    wrote TEXT NOT NULL                  -- JSON: [[noun, id in hexadecimal], …]
) STRICT, WITHOUT ROWID;
INSERT INTO laid
SELECT command, json_group_array(json_array(noun, hex(id))) FROM overlay WHERE wrote GROUP BY command;
DROP TABLE overlay;
DROP TABLE asked;
