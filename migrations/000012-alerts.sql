-- What wants an operator's attention, open until what it tells of is over. `detail` is what the event said when it was raised.
CREATE TABLE alerts (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL,
  -- What it is about: "report:71", "brigade:4", "warning:2", "cell:SERVICE:88…".
  subject text NOT NULL,
  -- Whose it is; null is everybody's in operations.
  department text,
  since timestamptz NOT NULL,
  raised_at timestamptz NOT NULL,
  cleared_at timestamptz,
  acknowledged_at timestamptz,
  snoozed_until timestamptz,
  detail jsonb NOT NULL
);
-- One open alert for a subject, however many sweeps meet.
CREATE UNIQUE INDEX alerts_open ON alerts (kind, subject) WHERE cleared_at IS NULL;
CREATE INDEX alerts_cleared ON alerts (kind, cleared_at) WHERE cleared_at IS NOT NULL;

-- Who did what about an alert; in the log too, but there by its place alone.
CREATE TABLE alert_deeds (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  alert_id bigint NOT NULL REFERENCES alerts (id) ON DELETE CASCADE,
  at timestamptz NOT NULL,
  kind text NOT NULL CHECK (kind IN ('acknowledged', 'snoozed', 'cleared')),
  actor_role text NOT NULL,
  actor_id text NOT NULL,
  until timestamptz
);
CREATE INDEX alert_deeds_of ON alert_deeds (alert_id, id);

-- Warnings of an authority, as its CAP feed last said them. `identifier` and `sender` are CAP's, by which it updates and cancels.
CREATE TABLE warnings (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  identifier text NOT NULL,
  sender text NOT NULL,
  sent_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  ended_at timestamptz,
  -- What everybody is told of it; null for one that is nothing to this city, and is kept so that it is not read again.
  detail jsonb,
  UNIQUE (sender, identifier)
);
CREATE INDEX warnings_in_force ON warnings (id) WHERE ended_at IS NULL AND detail IS NOT NULL;
