-- Since when the authority's feed was not read: since its last reading, or since it was first asked. `told` while everybody is told of it. A row where there is a feed.
CREATE TABLE warning_feed (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  since timestamptz NOT NULL,
  told boolean NOT NULL DEFAULT false
);
