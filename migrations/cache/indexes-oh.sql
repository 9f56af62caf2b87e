-- The occupational-health cache's indexes, built after the first load.
CREATE INDEX IF NOT EXISTS immunisation_by_person ON immunisation (person);
