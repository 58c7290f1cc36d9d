-- The live city as all operators saw it after event `cursor`, so that any minute since can be told by folding few events.
CREATE TABLE checkpoints (
  cursor bigint PRIMARY KEY,
  at timestamptz NOT NULL,
  -- Of the city as it then was, with the codes by whose places the columns call things.
  city text NOT NULL,
  lists jsonb NOT NULL,
  -- A snapshot (domain/snapshot.ts), gzipped.
  bytes bytea NOT NULL
);
CREATE INDEX checkpoints_at ON checkpoints (at);
