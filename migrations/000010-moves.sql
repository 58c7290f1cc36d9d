-- What is written about a report: notes, questions to whoever handed it in, and their answers. The log has their numbers alone,
-- so that a text can be erased.
CREATE TABLE notes (
  id text PRIMARY KEY,
  report_id bigint NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
  at timestamptz NOT NULL,
  kind text NOT NULL CHECK (kind IN ('note', 'question', 'answer')),
  visibility text NOT NULL CHECK (visibility IN ('internal', 'public')),
  text text NOT NULL,
  actor_role text NOT NULL,
  actor_id text NOT NULL
);
CREATE INDEX notes_of_report ON notes (report_id, at);

-- Folio of the report that goes on for this one; `duplicate_of` says the same of every duplicate, merged or not.
ALTER TABLE reports ADD COLUMN merged_into text;
CREATE INDEX reports_merged_into ON reports (merged_into) WHERE merged_into IS NOT NULL;

-- A correction can take a report out of a department's view into another's. Null where the service stayed what it was.
ALTER TABLE events ADD COLUMN service_before text;
