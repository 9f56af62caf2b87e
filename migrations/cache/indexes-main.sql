-- The main cache's indexes, built after the first load.
CREATE INDEX IF NOT EXISTS ni_number_by_person ON ni_number (person);
CREATE INDEX IF NOT EXISTS birth_by_person ON birth (person);
CREATE INDEX IF NOT EXISTS address_by_person ON address (person);
CREATE INDEX IF NOT EXISTS phone_by_person ON phone (person);
CREATE INDEX IF NOT EXISTS equality_by_person ON equality (person);
CREATE INDEX IF NOT EXISTS assignment_by_person ON assignment (person);
CREATE INDEX IF NOT EXISTS pay_by_person ON pay (person);
CREATE INDEX IF NOT EXISTS registration_by_person ON registration (person);
CREATE INDEX IF NOT EXISTS service_by_person ON service (person);
CREATE INDEX IF NOT EXISTS competence_by_person ON competence (person);
CREATE INDEX IF NOT EXISTS applicant_by_person ON applicant (person);
CREATE INDEX IF NOT EXISTS transfer_by_applicant ON transfer (applicant);
CREATE INDEX IF NOT EXISTS transfer_by_asked_on ON transfer (asked_on);
CREATE INDEX IF NOT EXISTS document_by_applicant ON document (applicant);
CREATE INDEX IF NOT EXISTS candidate_by_enquiry ON candidate (enquiry);
CREATE INDEX IF NOT EXISTS notice_by_about ON notice (about);
CREATE INDEX IF NOT EXISTS person_by_last_name_key ON person (last_name_key, first);
CREATE INDEX IF NOT EXISTS person_by_employee_number ON person (employee_number);
CREATE INDEX IF NOT EXISTS ni_number_by_number ON ni_number (number);
CREATE INDEX IF NOT EXISTS birth_by_birth_on ON birth (birth_on);
-- Only what is still open: done notices pile up and are seldom read.
CREATE INDEX IF NOT EXISTS notice_open ON notice (due_on) WHERE done_at IS NULL;
