-- What is open of the notices, in the order it is due: all that the worklist counts, filters and sorts by,
-- so that of fifty thousand notices no body is read but those of the rows in view. A table and not an
-- index: SQLite looks every row of an index over generated columns up in the table as well.
DROP INDEX notice_work;
CREATE TABLE work (
    due_key TEXT NOT NULL,
    id BLOB NOT NULL,
    kind TEXT NOT NULL,
    to_user TEXT,
    holder_user TEXT,
    delegate_user TEXT,
    about BLOB,
    raised_at TEXT,
    subject TEXT,
    other TEXT,
    read_by TEXT,
    PRIMARY KEY (due_key, id)
) STRICT, WITHOUT ROWID;
INSERT INTO work
SELECT due_key, id, kind, to_user, holder_user, delegate_user, about, raised_at, subject, other, read_by
FROM notice WHERE done_at IS NULL AND kind IS NOT NULL;

CREATE TRIGGER work_comes AFTER INSERT ON notice WHEN new.done_at IS NULL AND new.kind IS NOT NULL BEGIN
    INSERT INTO work VALUES (new.due_key, new.id, new.kind, new.to_user, new.holder_user,
        new.delegate_user, new.about, new.raised_at, new.subject, new.other, new.read_by);
END;
CREATE TRIGGER work_goes AFTER DELETE ON notice WHEN old.done_at IS NULL AND old.kind IS NOT NULL BEGIN
    DELETE FROM work WHERE due_key = old.due_key AND id = old.id;
END;
CREATE TRIGGER work_changes AFTER UPDATE OF body ON notice BEGIN
    DELETE FROM work WHERE due_key = old.due_key AND id = old.id;
    INSERT INTO work
    SELECT new.due_key, new.id, new.kind, new.to_user, new.holder_user, new.delegate_user, new.about,
        new.raised_at, new.subject, new.other, new.read_by
    WHERE new.done_at IS NULL AND new.kind IS NOT NULL;
END;
