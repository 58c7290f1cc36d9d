-- The month in which a report was received is a lexeme too (m: and the months since the year 0, by UTC): what has a word by the thousand is then asked
-- for from the newest month on, and what lies before stays unread.
CREATE FUNCTION report_words(service text, sector text, description text, received_at timestamptz) RETURNS tsvector
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 10000 AS $$
DECLARE
  said text := coalesce(public.folded(description), '');
  at timestamp := received_at AT TIME ZONE 'UTC';
  month text := 'm:' || (12 * extract(year FROM at) + extract(month FROM at) - 1)::integer;
BEGIN
  RETURN array_to_tsvector(array_remove(ARRAY['s:' || service, 'z:' || sector, month], NULL))
      || to_tsvector('pg_catalog.spanish'::regconfig, said)
      || to_tsvector('pg_catalog.english'::regconfig, said);
END
$$;

DROP INDEX reports_words;
DROP FUNCTION report_words(text, text, text);
CREATE INDEX reports_words ON reports USING gin (report_words(service, sector, description, received_at));
