-- What is known of each brigade by its fixes up to `seen_at`, so that each is judged once and in order.
CREATE TABLE brigade_watch (
  brigade_id integer PRIMARY KEY REFERENCES brigades (id),
  seen_at timestamptz NOT NULL,
  silent boolean NOT NULL DEFAULT false,
  state jsonb NOT NULL DEFAULT '{}'
);

-- A brigade at a report of its own, by its positions; no `left_at` while it is there.
CREATE TABLE visits (
  report_id bigint NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
  brigade_id integer NOT NULL,
  arrived_at timestamptz NOT NULL,
  left_at timestamptz,
  PRIMARY KEY (report_id, brigade_id, arrived_at)
);
CREATE INDEX visits_of_brigade ON visits (brigade_id, arrived_at);

-- What a brigade did on a day of the city's. Kept when the day's positions are gone.
CREATE TABLE brigade_days (
  brigade_id integer NOT NULL,
  day date NOT NULL,
  metres double precision NOT NULL,
  moving_seconds double precision NOT NULL,
  stop_seconds integer NOT NULL DEFAULT 0,
  stops integer NOT NULL DEFAULT 0,
  fixes integer NOT NULL,
  -- The last fix that is in these figures, and what goes on from it.
  counted_to timestamptz NOT NULL,
  state jsonb,
  counted_at timestamptz NOT NULL,
  -- Not any more once its positions were thinned: what comes late is then not counted, because the rest is not all there.
  whole boolean NOT NULL DEFAULT true,
  -- Nothing came since.
  thinned boolean NOT NULL DEFAULT false,
  PRIMARY KEY (brigade_id, day)
);

-- Days (UTC) whose figures do not hold any more: a fix came late (`fixes`), or a visit began or ended. Only appended to and taken
-- away, so that nobody who writes positions waits for whoever counts them.
CREATE TABLE days_to_count (
  brigade_id integer NOT NULL,
  day date NOT NULL,
  fixes boolean NOT NULL
);
INSERT INTO days_to_count SELECT DISTINCT brigade_id, (at AT TIME ZONE 'UTC')::date, true FROM pings;

CREATE INDEX events_of_brigade ON events (brigade_id, seq)
  WHERE kind IN ('brigade.entered', 'brigade.left', 'brigade.silent', 'brigade.heard', 'brigade.moving-off-shift',
                 'report.arrived', 'report.left');
