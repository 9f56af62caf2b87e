-- A factual reference, at the source.
CREATE TABLE reference (
    organisation BLOB NOT NULL,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    teams INTEGER NOT NULL,
    was_teams INTEGER NOT NULL,
    body TEXT,
    PRIMARY KEY (organisation, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX reference_feed ON reference (organisation, version, teams, was_teams);

-- A factual reference that arrived.
CREATE TABLE reference_part (
    organisation BLOB NOT NULL,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    teams INTEGER NOT NULL,
    was_teams INTEGER NOT NULL,
    body TEXT,
    PRIMARY KEY (organisation, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX reference_part_feed ON reference_part (organisation, version, teams, was_teams);
