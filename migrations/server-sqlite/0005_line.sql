-- Who reports to whom, with the numbers of the organisation's log from and to which it is so: what
-- somebody's line was at any number is asked of these rows, and no record is written anew when it
-- changes. Ids as records write them.

-- The units that an account leads.
CREATE TABLE leads (
    organisation BLOB NOT NULL REFERENCES hosted (organisation),
    account BLOB NOT NULL REFERENCES account (id),
    unit TEXT NOT NULL,
    from_seq INTEGER NOT NULL,
    to_seq INTEGER,
    PRIMARY KEY (organisation, account, unit, from_seq)
) STRICT, WITHOUT ROWID;

-- The unit above a unit.
CREATE TABLE reports (
    organisation BLOB NOT NULL REFERENCES hosted (organisation),
    parent TEXT NOT NULL,
    unit TEXT NOT NULL,
    from_seq INTEGER NOT NULL,
    to_seq INTEGER,
    PRIMARY KEY (organisation, parent, unit, from_seq)
) STRICT, WITHOUT ROWID;

-- The units that a person reports into, by the assignments they hold on the day.
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
