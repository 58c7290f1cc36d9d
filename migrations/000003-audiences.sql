-- By what audiences tell events of reports apart without asking for the report: its service, and the brigade that it has
-- after the event and had before it. Null where an event is about no report.
ALTER TABLE events ADD COLUMN service text, ADD COLUMN brigade_id integer, ADD COLUMN brigade_before integer;

-- Events of before do not have them, so nobody may go on from among those: under another name of the log every reader
-- takes a snapshot once, and what comes after it is complete.
UPDATE log_head SET log = gen_random_uuid();

-- A brigade's view of the live city is a few rows of many.
CREATE INDEX reports_live_of_brigade ON reports (brigade_id) WHERE NOT archived;
