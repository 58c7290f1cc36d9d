-- Since when everybody is told of a warning: one that begins later waits for its onset, and may be cancelled before.
ALTER TABLE warnings ADD COLUMN told_at timestamptz;
UPDATE warnings SET told_at = sent_at WHERE detail IS NOT NULL;
