-- What a tracker calls itself where it cannot be told a token: the number that a Traccar server knows it by.
ALTER TABLE credentials ADD COLUMN tracker_id text;
ALTER TABLE credentials ADD CHECK (tracker_id IS NULL OR kind = 'device');
CREATE UNIQUE INDEX credentials_tracker ON credentials (tracker_id) WHERE tracker_id IS NOT NULL AND revoked_at IS NULL;

-- What somebody known sent and nobody can use: answered all the same, or it would be sent for ever. Holds no token.
CREATE TABLE dead_letters (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL,
  protocol text NOT NULL,
  address text NOT NULL,
  -- Of the device, or of the key that sent for it.
  credential text NOT NULL,
  reason text NOT NULL,
  body text NOT NULL
);
CREATE INDEX dead_letters_at ON dead_letters (at);
