-- How a person has set up this computer's lists: saved views, columns, order, what is notified. It
-- outlives every cache, and goes nowhere.
CREATE TABLE setting (
    name TEXT NOT NULL PRIMARY KEY,                -- views.work
    value TEXT NOT NULL                            -- JSON, the window's own
) STRICT, WITHOUT ROWID;
