-- Worklists: who has a notice, who stands in, what is due; who works which queue, and to whom they
-- report; how kinds of notices are set.
ALTER TABLE account ADD COLUMN supervisor BLOB REFERENCES account (id);

ALTER TABLE notice ADD COLUMN holder_user TEXT
    GENERATED ALWAYS AS (body ->> '$.holder.user.id') VIRTUAL;
ALTER TABLE notice ADD COLUMN delegate_user TEXT
    GENERATED ALWAYS AS (body ->> '$.delegate.id') VIRTUAL;
-- Whoever it was ever for: their desks hear when it is for them no longer.
ALTER TABLE notice ADD COLUMN ever_user TEXT
    GENERATED ALWAYS AS ((body ->> '$.to.id') || coalesce(body -> '$.shown_to', '')) VIRTUAL;
ALTER TABLE notice ADD COLUMN due_on TEXT GENERATED ALWAYS AS (body ->> '$.due_on') VIRTUAL;
ALTER TABLE notice ADD COLUMN done_at TEXT GENERATED ALWAYS AS (body ->> '$.done.at') VIRTUAL;
CREATE INDEX notice_to_user ON notice (organisation, to_user);
CREATE INDEX notice_holder_user ON notice (organisation, holder_user);
-- What the daily job looks at.
CREATE INDEX notice_due ON notice (organisation, due_on) WHERE done_at IS NULL AND due_on IS NOT NULL;

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
