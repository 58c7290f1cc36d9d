-- Attempts to sign in that failed, by account and by address: by a hash of either, so that no names stand here. An account
-- that does not exist is kept like one that does. Survives a restart, or a restart would be a way around it.
CREATE TABLE sign_in_failures (
  key bytea PRIMARY KEY,
  failures integer NOT NULL,
  last_at timestamptz NOT NULL,
  -- Before this instant no further attempt is looked at.
  closed_until timestamptz NOT NULL
);
CREATE INDEX sign_in_failures_last ON sign_in_failures (last_at);
