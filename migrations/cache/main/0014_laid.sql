-- What waiting commands looked at and asked is kept in memory (crates/store/src/overlay.rs): it is made
-- anew whenever the file is opened, and was half of what a command wrote. Here stays what makes records the
-- server's again: which of them each command that is laid over has changed.
ALTER TABLE laid ADD COLUMN wrote TEXT NOT NULL DEFAULT '[]';  -- JSON: [[noun, id in hexadecimal], …]
UPDATE laid SET wrote = (
    SELECT json_group_array(json_array(noun, hex(id))) FROM overlay
    WHERE overlay.command = laid.command AND overlay.wrote
);
DROP TABLE overlay;
DROP TABLE asked;

-- How many words each row of the index has is not kept: nothing is sorted by it, and it was a page of what
-- each command wrote. The index is made anew when the file is next opened, or after the load
-- (crates/store/src/search.rs).
DROP TRIGGER IF EXISTS findable_comes;
DROP TRIGGER IF EXISTS findable_goes;
DROP TRIGGER IF EXISTS person_comes;
DROP TRIGGER IF EXISTS person_goes;
DROP TRIGGER IF EXISTS person_changes;
DROP TRIGGER IF EXISTS ni_number_comes;
DROP TRIGGER IF EXISTS ni_number_goes;
DROP TRIGGER IF EXISTS ni_number_changes;
DROP TRIGGER IF EXISTS applicant_comes;
DROP TRIGGER IF EXISTS applicant_goes;
DROP TRIGGER IF EXISTS applicant_changes;
DROP TRIGGER IF EXISTS transfer_comes;
DROP TRIGGER IF EXISTS transfer_goes;
DROP TRIGGER IF EXISTS transfer_changes;
DROP TRIGGER IF EXISTS enquiry_identity_comes;
DROP TRIGGER IF EXISTS enquiry_identity_goes;
DROP TRIGGER IF EXISTS enquiry_identity_changes;
DROP TRIGGER IF EXISTS notice_comes;
DROP TRIGGER IF EXISTS notice_goes;
DROP TRIGGER IF EXISTS notice_changes;
DROP TABLE search;
DELETE FROM findable;

-- The index over it holds no text of its own. Ŵ is found by w; a name with a hyphen by each of its
-- halves.
CREATE VIRTUAL TABLE search USING fts5 (
    words,
    content = 'findable', content_rowid = 'n', columnsize = 0,
    tokenize = 'unicode61 remove_diacritics 2',
    prefix = '1 2 3'
);
