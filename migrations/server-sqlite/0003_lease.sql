-- For how many hours a role's desks may be worked on without the server, where an organisation has
-- set something else than the policy says.
CREATE TABLE lease (
    organisation BLOB NOT NULL REFERENCES hosted (organisation),
    role TEXT NOT NULL,
    hours INTEGER NOT NULL CHECK (hours BETWEEN 1 AND 168),
    PRIMARY KEY (organisation, role)
) STRICT, WITHOUT ROWID;
