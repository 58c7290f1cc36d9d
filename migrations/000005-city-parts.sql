-- What an administrator changed of the city: a whole part in place of the file's. Null is the file's again; the row stays,
-- so that versions only go up and their sum tells whether anything has changed.
CREATE TABLE city_parts (
  part text PRIMARY KEY,
  content jsonb,
  version integer NOT NULL,
  changed_at timestamptz NOT NULL,
  changed_by text NOT NULL
);
