-- What a marker shows besides its place, and whose word on it counts: one device leads a brigade at a time.
ALTER TABLE latest_positions ADD COLUMN accuracy real;
ALTER TABLE latest_positions ADD COLUMN device text;
-- Each fix rewrites its brigade's row; with room left in the page, and no index on what changes, that stays in place.
ALTER TABLE latest_positions SET (fillfactor = 50);
