-- Visits of a day are those that had not ended when it began: by when they began, all that a brigade ever made would be read.
CREATE INDEX visits_by_end ON visits (brigade_id, coalesce(left_at, 'infinity'), arrived_at);
DROP INDEX visits_of_brigade;

-- Few among the days of years, and looked for each minute.
CREATE INDEX days_not_thinned ON brigade_days (day, brigade_id) WHERE NOT thinned;

-- What a day's count would go on from has a position in it: it goes when the day is thinned.
UPDATE brigade_days SET state = NULL WHERE NOT whole;
