-- Made by test/server/schema.test.ts from the migrations; not run by anything.

CREATE SEQUENCE alert_deeds_id_seq MAXVALUE 9223372036854775807;

CREATE SEQUENCE alerts_id_seq MAXVALUE 9223372036854775807;

CREATE SEQUENCE audit_id_seq MAXVALUE 9223372036854775807;

CREATE SEQUENCE dead_letters_id_seq MAXVALUE 9223372036854775807;

CREATE SEQUENCE report_ids MAXVALUE 4294967295;

CREATE SEQUENCE warnings_id_seq MAXVALUE 9223372036854775807;

CREATE TABLE alert_deeds (
  id bigint NOT NULL,
  alert_id bigint NOT NULL,
  at timestamp with time zone NOT NULL,
  kind text NOT NULL,
  actor_role text NOT NULL,
  actor_id text NOT NULL,
  until timestamp with time zone
);

CREATE TABLE alerts (
  id bigint NOT NULL,
  kind text NOT NULL,
  subject text NOT NULL,
  department text,
  since timestamp with time zone NOT NULL,
  raised_at timestamp with time zone NOT NULL,
  cleared_at timestamp with time zone,
  acknowledged_at timestamp with time zone,
  snoozed_until timestamp with time zone,
  detail jsonb NOT NULL
);

CREATE TABLE audit (
  id bigint NOT NULL,
  at timestamp with time zone NOT NULL,
  actor_role text NOT NULL,
  actor_id text NOT NULL,
  credential text,
  address text,
  action text NOT NULL,
  outcome text NOT NULL,
  folio text,
  target text,
  detail jsonb
);

CREATE TABLE brigade_days (
  brigade_id integer NOT NULL,
  day date NOT NULL,
  metres double precision NOT NULL,
  moving_seconds double precision NOT NULL,
  stop_seconds integer NOT NULL DEFAULT 0,
  stops integer NOT NULL DEFAULT 0,
  fixes integer NOT NULL,
  counted_to timestamp with time zone NOT NULL,
  state jsonb,
  counted_at timestamp with time zone NOT NULL,
  whole boolean NOT NULL DEFAULT true,
  thinned boolean NOT NULL DEFAULT false
);

CREATE TABLE brigade_watch (
  brigade_id integer NOT NULL,
  seen_at timestamp with time zone NOT NULL,
  silent boolean NOT NULL DEFAULT false,
  state jsonb NOT NULL DEFAULT '{}'::jsonb
);

CREATE TABLE brigades (
  id integer NOT NULL,
  code text NOT NULL,
  name text NOT NULL,
  department text
);

CREATE TABLE checkpoints (
  cursor bigint NOT NULL,
  at timestamp with time zone NOT NULL,
  city text NOT NULL,
  lists jsonb NOT NULL,
  bytes bytea NOT NULL
);

CREATE TABLE city_parts (
  part text NOT NULL,
  content jsonb,
  version integer NOT NULL,
  changed_at timestamp with time zone NOT NULL,
  changed_by text NOT NULL
);

CREATE TABLE contacts (
  report_id bigint NOT NULL,
  sealed bytea NOT NULL,
  email_index bytea,
  phone_index bytea
);

CREATE TABLE contacts_plain (
  report_id bigint NOT NULL,
  name text,
  email text,
  phone text
);

CREATE TABLE credentials (
  id text NOT NULL,
  kind text NOT NULL,
  hash bytea NOT NULL,
  name text NOT NULL,
  person_id text,
  brigade_id integer,
  department text,
  scopes text[],
  view text,
  created_at timestamp with time zone NOT NULL,
  created_by text NOT NULL,
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  last_used_at timestamp with time zone,
  last_address text,
  tracker_id text
);

CREATE TABLE days_to_count (
  brigade_id integer NOT NULL,
  day date NOT NULL,
  fixes boolean NOT NULL
);

CREATE TABLE dead_letters (
  id bigint NOT NULL,
  at timestamp with time zone NOT NULL,
  protocol text NOT NULL,
  address text NOT NULL,
  credential text NOT NULL,
  reason text NOT NULL,
  body text NOT NULL
);

CREATE TABLE events (
  seq bigint NOT NULL,
  at timestamp with time zone NOT NULL,
  kind text NOT NULL,
  report_id bigint,
  version integer,
  actor_role text NOT NULL,
  actor_id text NOT NULL,
  body jsonb NOT NULL,
  service text,
  brigade_id integer,
  brigade_before integer,
  service_before text
);

CREATE TABLE imports (
  source text NOT NULL,
  kind text NOT NULL,
  file text NOT NULL,
  rows_read bigint NOT NULL DEFAULT 0,
  accepted bigint NOT NULL DEFAULT 0,
  repeated bigint NOT NULL DEFAULT 0,
  refused bigint NOT NULL DEFAULT 0,
  reasons jsonb NOT NULL DEFAULT '{}'::jsonb,
  refused_file text,
  refused_bytes bigint NOT NULL DEFAULT 0,
  done boolean NOT NULL DEFAULT false
);

CREATE TABLE latest_positions (
  brigade_id integer NOT NULL,
  at timestamp with time zone NOT NULL,
  received_at timestamp with time zone NOT NULL,
  lon double precision NOT NULL,
  lat double precision NOT NULL,
  speed real,
  heading real,
  battery real,
  accuracy real,
  device text
);

CREATE TABLE log_head (
  only_row boolean NOT NULL DEFAULT true,
  log uuid NOT NULL DEFAULT gen_random_uuid(),
  seq bigint NOT NULL DEFAULT 0,
  city text
);

CREATE TABLE migrations (
  name text NOT NULL,
  hash text NOT NULL,
  at timestamp with time zone NOT NULL DEFAULT now()
);

CREATE TABLE notes (
  id text NOT NULL,
  report_id bigint NOT NULL,
  at timestamp with time zone NOT NULL,
  kind text NOT NULL,
  visibility text NOT NULL,
  text text NOT NULL,
  actor_role text NOT NULL,
  actor_id text NOT NULL
);

CREATE TABLE people (
  id text NOT NULL,
  name text NOT NULL,
  email text NOT NULL,
  role text NOT NULL,
  department text,
  brigade_id integer,
  password_hash text,
  oidc_issuer text,
  oidc_subject text,
  active boolean NOT NULL DEFAULT true,
  version integer NOT NULL DEFAULT 1,
  created_at timestamp with time zone NOT NULL
);

CREATE TABLE photos (
  id text NOT NULL,
  report_id bigint NOT NULL,
  at timestamp with time zone NOT NULL,
  width integer NOT NULL,
  height integer NOT NULL,
  bytes integer NOT NULL,
  actor_role text NOT NULL,
  actor_id text NOT NULL
);

CREATE TABLE pings (
  brigade_id integer NOT NULL,
  at timestamp with time zone NOT NULL,
  received_at timestamp with time zone NOT NULL,
  lon double precision NOT NULL,
  lat double precision NOT NULL,
  speed real,
  heading real,
  accuracy real,
  battery real
) PARTITION BY RANGE (at);

CREATE TABLE pings_default (
  brigade_id integer NOT NULL,
  at timestamp with time zone NOT NULL,
  received_at timestamp with time zone NOT NULL,
  lon double precision NOT NULL,
  lat double precision NOT NULL,
  speed real,
  heading real,
  accuracy real,
  battery real
);

CREATE TABLE receipts (
  actor text NOT NULL,
  key text NOT NULL,
  fingerprint text NOT NULL,
  report_id bigint NOT NULL,
  version integer NOT NULL,
  status text NOT NULL,
  due_at timestamp with time zone NOT NULL,
  at timestamp with time zone NOT NULL
);

CREATE TABLE reports (
  id bigint NOT NULL,
  folio text NOT NULL,
  service text NOT NULL,
  channel text NOT NULL,
  place geometry(Point,4326) NOT NULL,
  sector text,
  cell_7 bigint NOT NULL,
  cell_8 bigint NOT NULL,
  cell_9 bigint NOT NULL,
  status text NOT NULL,
  version integer NOT NULL,
  received_at timestamp with time zone NOT NULL,
  promised_at timestamp with time zone NOT NULL,
  due_at timestamp with time zone NOT NULL,
  brigade_id integer,
  alert text NOT NULL DEFAULT 'none'::text,
  reopenings smallint NOT NULL DEFAULT 0,
  outcome text,
  reason text,
  late_reason text,
  closed_at timestamp with time zone,
  duplicate_of text,
  archived boolean NOT NULL DEFAULT false,
  description text,
  source text,
  source_id text,
  merged_into text
);

CREATE TABLE secret_check (
  only_row boolean NOT NULL DEFAULT true,
  sealed bytea NOT NULL
);

CREATE TABLE sign_in_failures (
  key bytea NOT NULL,
  failures integer NOT NULL,
  last_at timestamp with time zone NOT NULL,
  closed_until timestamp with time zone NOT NULL
);

CREATE TABLE visits (
  report_id bigint NOT NULL,
  brigade_id integer NOT NULL,
  arrived_at timestamp with time zone NOT NULL,
  left_at timestamp with time zone
);

CREATE TABLE warning_feed (
  only_row boolean NOT NULL DEFAULT true,
  since timestamp with time zone NOT NULL,
  told boolean NOT NULL DEFAULT false
);

CREATE TABLE warnings (
  id bigint NOT NULL,
  identifier text NOT NULL,
  sender text NOT NULL,
  sent_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  ended_at timestamp with time zone,
  detail jsonb,
  told_at timestamp with time zone
);

ALTER TABLE alert_deeds ADD CONSTRAINT alert_deeds_alert_id_fkey FOREIGN KEY (alert_id) REFERENCES alerts(id) ON DELETE CASCADE;
ALTER TABLE alert_deeds ADD CONSTRAINT alert_deeds_kind_check CHECK ((kind = ANY (ARRAY['acknowledged'::text, 'snoozed'::text, 'cleared'::text])));
ALTER TABLE alert_deeds ADD CONSTRAINT alert_deeds_pkey PRIMARY KEY (id);
ALTER TABLE alerts ADD CONSTRAINT alerts_pkey PRIMARY KEY (id);
ALTER TABLE audit ADD CONSTRAINT audit_outcome_check CHECK ((outcome = ANY (ARRAY['done'::text, 'refused'::text])));
ALTER TABLE audit ADD CONSTRAINT audit_pkey PRIMARY KEY (id);
ALTER TABLE brigade_days ADD CONSTRAINT brigade_days_pkey PRIMARY KEY (brigade_id, day);
ALTER TABLE brigade_watch ADD CONSTRAINT brigade_watch_brigade_id_fkey FOREIGN KEY (brigade_id) REFERENCES brigades(id);
ALTER TABLE brigade_watch ADD CONSTRAINT brigade_watch_pkey PRIMARY KEY (brigade_id);
ALTER TABLE brigades ADD CONSTRAINT brigades_code_key UNIQUE (code);
ALTER TABLE brigades ADD CONSTRAINT brigades_id_check CHECK (((id >= 0) AND (id <= 65534)));
ALTER TABLE brigades ADD CONSTRAINT brigades_pkey PRIMARY KEY (id);
ALTER TABLE checkpoints ADD CONSTRAINT checkpoints_pkey PRIMARY KEY (cursor);
ALTER TABLE city_parts ADD CONSTRAINT city_parts_pkey PRIMARY KEY (part);
ALTER TABLE contacts ADD CONSTRAINT contacts_pkey PRIMARY KEY (report_id);
ALTER TABLE contacts ADD CONSTRAINT contacts_report_id_fkey FOREIGN KEY (report_id) REFERENCES reports(id) ON DELETE CASCADE;
ALTER TABLE contacts_plain ADD CONSTRAINT contacts_plain_pkey PRIMARY KEY (report_id);
ALTER TABLE contacts_plain ADD CONSTRAINT contacts_plain_report_id_fkey FOREIGN KEY (report_id) REFERENCES reports(id) ON DELETE CASCADE;
ALTER TABLE credentials ADD CONSTRAINT credentials_brigade_id_fkey FOREIGN KEY (brigade_id) REFERENCES brigades(id);
ALTER TABLE credentials ADD CONSTRAINT credentials_check CHECK (((kind <> ALL (ARRAY['session'::text, 'invite'::text])) OR (person_id IS NOT NULL)));
ALTER TABLE credentials ADD CONSTRAINT credentials_check1 CHECK (((kind <> 'device'::text) OR (brigade_id IS NOT NULL)));
ALTER TABLE credentials ADD CONSTRAINT credentials_check2 CHECK (((kind <> 'key'::text) OR (scopes IS NOT NULL)));
ALTER TABLE credentials ADD CONSTRAINT credentials_check3 CHECK (((tracker_id IS NULL) OR (kind = 'device'::text)));
ALTER TABLE credentials ADD CONSTRAINT credentials_hash_key UNIQUE (hash);
ALTER TABLE credentials ADD CONSTRAINT credentials_kind_check CHECK ((kind = ANY (ARRAY['session'::text, 'key'::text, 'kiosk'::text, 'device'::text, 'invite'::text])));
ALTER TABLE credentials ADD CONSTRAINT credentials_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id) ON DELETE CASCADE;
ALTER TABLE credentials ADD CONSTRAINT credentials_pkey PRIMARY KEY (id);
ALTER TABLE dead_letters ADD CONSTRAINT dead_letters_pkey PRIMARY KEY (id);
ALTER TABLE events ADD CONSTRAINT events_pkey PRIMARY KEY (seq);
ALTER TABLE imports ADD CONSTRAINT imports_pkey PRIMARY KEY (source, kind, file);
ALTER TABLE latest_positions ADD CONSTRAINT latest_positions_brigade_id_fkey FOREIGN KEY (brigade_id) REFERENCES brigades(id);
ALTER TABLE latest_positions ADD CONSTRAINT latest_positions_pkey PRIMARY KEY (brigade_id);
ALTER TABLE log_head ADD CONSTRAINT log_head_only_row_check CHECK (only_row);
ALTER TABLE log_head ADD CONSTRAINT log_head_pkey PRIMARY KEY (only_row);
ALTER TABLE migrations ADD CONSTRAINT migrations_pkey PRIMARY KEY (name);
ALTER TABLE notes ADD CONSTRAINT notes_kind_check CHECK ((kind = ANY (ARRAY['note'::text, 'question'::text, 'answer'::text])));
ALTER TABLE notes ADD CONSTRAINT notes_pkey PRIMARY KEY (id);
ALTER TABLE notes ADD CONSTRAINT notes_report_id_fkey FOREIGN KEY (report_id) REFERENCES reports(id) ON DELETE CASCADE;
ALTER TABLE notes ADD CONSTRAINT notes_visibility_check CHECK ((visibility = ANY (ARRAY['internal'::text, 'public'::text])));
ALTER TABLE people ADD CONSTRAINT people_brigade_id_fkey FOREIGN KEY (brigade_id) REFERENCES brigades(id);
ALTER TABLE people ADD CONSTRAINT people_check CHECK (((role <> 'brigade'::text) OR (brigade_id IS NOT NULL)));
ALTER TABLE people ADD CONSTRAINT people_oidc_issuer_oidc_subject_key UNIQUE (oidc_issuer, oidc_subject);
ALTER TABLE people ADD CONSTRAINT people_pkey PRIMARY KEY (id);
ALTER TABLE people ADD CONSTRAINT people_role_check CHECK ((role = ANY (ARRAY['brigade'::text, 'operator'::text, 'supervisor'::text, 'planner'::text, 'administrator'::text])));
ALTER TABLE photos ADD CONSTRAINT photos_pkey PRIMARY KEY (id);
ALTER TABLE photos ADD CONSTRAINT photos_report_id_fkey FOREIGN KEY (report_id) REFERENCES reports(id) ON DELETE CASCADE;
ALTER TABLE pings ADD CONSTRAINT pings_pkey PRIMARY KEY (brigade_id, at);
ALTER TABLE pings_default ADD CONSTRAINT pings_default_pkey PRIMARY KEY (brigade_id, at);
ALTER TABLE receipts ADD CONSTRAINT receipts_pkey PRIMARY KEY (actor, key);
ALTER TABLE receipts ADD CONSTRAINT receipts_report_id_fkey FOREIGN KEY (report_id) REFERENCES reports(id);
ALTER TABLE reports ADD CONSTRAINT reports_brigade_id_fkey FOREIGN KEY (brigade_id) REFERENCES brigades(id);
ALTER TABLE reports ADD CONSTRAINT reports_pkey PRIMARY KEY (id);
ALTER TABLE reports ADD CONSTRAINT reports_source_source_id_key UNIQUE (source, source_id);
ALTER TABLE secret_check ADD CONSTRAINT secret_check_only_row_check CHECK (only_row);
ALTER TABLE secret_check ADD CONSTRAINT secret_check_pkey PRIMARY KEY (only_row);
ALTER TABLE sign_in_failures ADD CONSTRAINT sign_in_failures_pkey PRIMARY KEY (key);
ALTER TABLE visits ADD CONSTRAINT visits_pkey PRIMARY KEY (report_id, brigade_id, arrived_at);
ALTER TABLE visits ADD CONSTRAINT visits_report_id_fkey FOREIGN KEY (report_id) REFERENCES reports(id) ON DELETE CASCADE;
ALTER TABLE warning_feed ADD CONSTRAINT warning_feed_only_row_check CHECK (only_row);
ALTER TABLE warning_feed ADD CONSTRAINT warning_feed_pkey PRIMARY KEY (only_row);
ALTER TABLE warnings ADD CONSTRAINT warnings_pkey PRIMARY KEY (id);
ALTER TABLE warnings ADD CONSTRAINT warnings_sender_identifier_key UNIQUE (sender, identifier);

CREATE INDEX alert_deeds_of ON public.alert_deeds USING btree (alert_id, id);
CREATE INDEX alerts_cleared ON public.alerts USING btree (kind, cleared_at) WHERE (cleared_at IS NOT NULL);
CREATE UNIQUE INDEX alerts_open ON public.alerts USING btree (kind, subject) WHERE (cleared_at IS NULL);
CREATE INDEX audit_actor ON public.audit USING btree (actor_id, id);
CREATE INDEX audit_at ON public.audit USING btree (at);
CREATE INDEX audit_folio ON public.audit USING btree (folio, id) WHERE (folio IS NOT NULL);
CREATE INDEX checkpoints_at ON public.checkpoints USING btree (at);
CREATE INDEX contacts_email ON public.contacts USING btree (email_index) WHERE (email_index IS NOT NULL);
CREATE INDEX contacts_phone ON public.contacts USING btree (phone_index) WHERE (phone_index IS NOT NULL);
CREATE INDEX credentials_of_person ON public.credentials USING btree (person_id) WHERE (person_id IS NOT NULL);
CREATE UNIQUE INDEX credentials_tracker ON public.credentials USING btree (tracker_id) WHERE ((tracker_id IS NOT NULL) AND (revoked_at IS NULL));
CREATE INDEX days_not_thinned ON public.brigade_days USING btree (day, brigade_id) WHERE (NOT thinned);
CREATE INDEX dead_letters_at ON public.dead_letters USING btree (at);
CREATE INDEX events_given_back ON public.events USING btree (at) WHERE (kind = ANY (ARRAY['report.corrected'::text, 'report.unassigned'::text, 'report.unmerged'::text, 'report.undone'::text]));
CREATE INDEX events_of_brigade ON public.events USING btree (brigade_id, seq) WHERE (kind = ANY (ARRAY['brigade.entered'::text, 'brigade.left'::text, 'brigade.silent'::text, 'brigade.heard'::text, 'brigade.moving-off-shift'::text, 'report.arrived'::text, 'report.left'::text]));
CREATE INDEX events_of_report ON public.events USING btree (report_id, seq) WHERE (report_id IS NOT NULL);
CREATE INDEX notes_of_report ON public.notes USING btree (report_id, at);
CREATE UNIQUE INDEX people_email ON public.people USING btree (lower(email));
CREATE INDEX photos_of_report ON public.photos USING btree (report_id, at);
CREATE INDEX receipts_at ON public.receipts USING btree (at);
CREATE INDEX reports_back ON public.reports USING btree (promised_at) WHERE ((NOT archived) AND (status = 'reopened'::text));
CREATE INDEX reports_due ON public.reports USING btree (due_at) WHERE ((NOT archived) AND (status <> 'closed'::text));
CREATE UNIQUE INDEX reports_folio_key ON public.reports USING btree (folio text_pattern_ops);
CREATE INDEX reports_live ON public.reports USING btree (id) WHERE (NOT archived);
CREATE INDEX reports_live_of_brigade ON public.reports USING btree (brigade_id) WHERE (NOT archived);
CREATE INDEX reports_merged_into ON public.reports USING btree (merged_into) WHERE (merged_into IS NOT NULL);
CREATE INDEX reports_of_service ON public.reports USING btree (service, received_at);
CREATE INDEX reports_place ON public.reports USING gist (place);
CREATE INDEX reports_received ON public.reports USING btree (received_at);
CREATE INDEX reports_words ON public.reports USING gin (report_words(service, sector, description, received_at));
CREATE INDEX sign_in_failures_last ON public.sign_in_failures USING btree (last_at);
CREATE INDEX visits_by_end ON public.visits USING btree (brigade_id, COALESCE(left_at, 'infinity'::timestamp with time zone), arrived_at);
CREATE INDEX warnings_in_force ON public.warnings USING btree (id) WHERE ((ended_at IS NULL) AND (detail IS NOT NULL));

CREATE OR REPLACE FUNCTION public.folded(said text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$SELECT CASE WHEN octet_length(said) = length(said) THEN lower(said) ELSE
             translate(lower(said), 'áéíóúüñàâäãèêëìîïòôöõùûçāēīōūÁÉÍÓÚÜÑ', 'aeiouunaaaaeeeiiioooouucaeiouaeiouun') END$function$
;

CREATE OR REPLACE FUNCTION public.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  RAISE EXCEPTION 'table %: rows are only ever added', TG_TABLE_NAME;
END
$function$
;

CREATE OR REPLACE FUNCTION public.report_words(service text, sector text, description text, received_at timestamp with time zone)
 RETURNS tsvector
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE COST 10000
AS $function$
DECLARE
  said text := coalesce(public.folded(description), '');
  at timestamp := received_at AT TIME ZONE 'UTC';
  month text := 'm:' || (12 * extract(year FROM at) + extract(month FROM at) - 1)::integer;
BEGIN
  RETURN array_to_tsvector(array_remove(ARRAY['s:' || service, 'z:' || sector, month], NULL))
      || to_tsvector('pg_catalog.spanish'::regconfig, said)
      || to_tsvector('pg_catalog.english'::regconfig, said);
END
$function$
;

CREATE TRIGGER audit_only_grows BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
