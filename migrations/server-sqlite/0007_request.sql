-- How many records an organisation, and each of its people, asked for on a day.
ALTER TABLE transfer ADD COLUMN asked_on TEXT GENERATED ALWAYS AS (body ->> '$.asked_on') VIRTUAL;
ALTER TABLE transfer ADD COLUMN asked_by TEXT
    GENERATED ALWAYS AS (body ->> '$.asked_by.id') VIRTUAL;
CREATE INDEX transfer_asked_on ON transfer (organisation, asked_on, asked_by);

-- A record that was released of the wrong person, and recalled.
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
