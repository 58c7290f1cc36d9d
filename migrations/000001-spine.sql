CREATE EXTENSION IF NOT EXISTS postgis;

-- One row. Its lock is the log's lock: `seq` goes up in the transaction that appends, so numbers are dense, commit in
-- order, and a rolled back append leaves no hole. `log` tells this log from that of another database.
CREATE TABLE log_head (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  log uuid NOT NULL DEFAULT gen_random_uuid(),
  seq bigint NOT NULL DEFAULT 0,
  -- Code of the city that this is the log of, from its first start on.
  city text
);
INSERT INTO log_head DEFAULT VALUES;

CREATE TABLE events (
  seq bigint PRIMARY KEY,
  at timestamptz NOT NULL,
  kind text NOT NULL,
  report_id bigint,
  version integer,
  actor_role text NOT NULL,
  actor_id text NOT NULL,
  body jsonb NOT NULL
);
CREATE INDEX events_of_report ON events (report_id, seq) WHERE report_id IS NOT NULL;

CREATE TABLE brigades (
  id integer PRIMARY KEY CHECK (id BETWEEN 0 AND 65534),
  code text NOT NULL UNIQUE,
  name text NOT NULL,
  department text
);

CREATE SEQUENCE report_ids AS bigint MAXVALUE 4294967295;

CREATE TABLE reports (
  id bigint PRIMARY KEY,
  folio text NOT NULL UNIQUE,
  service text NOT NULL,
  channel text NOT NULL,
  place geometry(Point, 4326) NOT NULL,
  sector text,
  -- H3 cells that hold the place, coarse to fine, computed in Node.
  cell_7 bigint NOT NULL,
  cell_8 bigint NOT NULL,
  cell_9 bigint NOT NULL,
  status text NOT NULL,
  version integer NOT NULL,
  received_at timestamptz NOT NULL,
  -- When the promise that holds now began: received, or reopened last.
  promised_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  brigade_id integer REFERENCES brigades (id),
  alert text NOT NULL DEFAULT 'none',
  reopenings smallint NOT NULL DEFAULT 0,
  outcome text,
  reason text,
  late_reason text,
  closed_at timestamptz,
  duplicate_of text,
  archived boolean NOT NULL DEFAULT false,
  description text,
  source text,
  source_id text,
  UNIQUE (source, source_id)
);
-- All that the live city, its sweeps and its snapshots read; the years of history stay out of it.
CREATE INDEX reports_live ON reports (id) WHERE NOT archived;
CREATE INDEX reports_place ON reports USING gist (place);
CREATE INDEX reports_received ON reports (received_at);

-- The only place for what names a person; forgetting one never touches the log.
CREATE TABLE contacts (
  report_id bigint PRIMARY KEY REFERENCES reports (id) ON DELETE CASCADE,
  name text,
  email text,
  phone text
);

-- What a command with this key answered, so that its repetition answers the same and does nothing.
CREATE TABLE receipts (
  actor text NOT NULL,
  key text NOT NULL,
  fingerprint text NOT NULL,
  report_id bigint NOT NULL REFERENCES reports (id),
  version integer NOT NULL,
  status text NOT NULL,
  due_at timestamptz NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (actor, key)
);
CREATE INDEX receipts_at ON receipts (at);

CREATE TABLE pings (
  brigade_id integer NOT NULL,
  at timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  lon double precision NOT NULL,
  lat double precision NOT NULL,
  speed real,
  heading real,
  accuracy real,
  battery real,
  PRIMARY KEY (brigade_id, at)
) PARTITION BY RANGE (at);
-- Holds what no day's partition takes, so that a missing partition never refuses a ping.
CREATE TABLE pings_default PARTITION OF pings DEFAULT;

CREATE TABLE latest_positions (
  brigade_id integer PRIMARY KEY REFERENCES brigades (id),
  at timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  lon double precision NOT NULL,
  lat double precision NOT NULL,
  speed real,
  heading real,
  battery real
);

-- Where an import stands, written in the transaction of each of its batches, so that it can be taken up again.
CREATE TABLE imports (
  source text NOT NULL,
  kind text NOT NULL,
  -- What makes it the same import: fingerprint of the file's content and of how it is read.
  file text NOT NULL,
  rows_read bigint NOT NULL DEFAULT 0,
  accepted bigint NOT NULL DEFAULT 0,
  repeated bigint NOT NULL DEFAULT 0,
  refused bigint NOT NULL DEFAULT 0,
  -- How many were refused for which reason.
  reasons jsonb NOT NULL DEFAULT '{}',
  -- The file of refused rows, and how much of it belongs to what is committed.
  refused_file text,
  refused_bytes bigint NOT NULL DEFAULT 0,
  done boolean NOT NULL DEFAULT false,
  PRIMARY KEY (source, kind, file)
);

-- The mixer of domain/digest.ts, bit by bit; bigint because PostgreSQL has no unsigned integer.
CREATE FUNCTION report_mix(id bigint, version bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (d # (d >> 16)) & 4294967295 FROM (
    SELECT (c * 295559667) & 4294967295 AS d FROM (
      SELECT b # (b >> 13) AS c FROM (
        SELECT (a * 73244475) & 4294967295 AS b FROM (
          SELECT x # (x >> 15) AS a FROM (
            SELECT ((id * 739982445) + (version * 695872825)) & 4294967295 AS x
          ) s0
        ) s1
      ) s2
    ) s3
  ) s4
$$;
