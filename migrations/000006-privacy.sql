-- Who did what to which report, from where, when. Rows are only ever added: the trigger below refuses anything else, to
-- the program itself too. It holds no contact, no text and no secret; people are called by their numbers.
CREATE TABLE audit (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL,
  actor_role text NOT NULL,
  actor_id text NOT NULL,
  -- Of whoever showed one: a session, a key.
  credential text,
  -- Null for citizens who are not signed in.
  address text,
  -- An action of domain/may.ts, or a word such as "sign-in".
  action text NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('done', 'refused')),
  folio text,
  -- What else it was done to: a person's number, a key's, a photo's.
  target text,
  detail jsonb
);
CREATE INDEX audit_at ON audit (at);
CREATE INDEX audit_actor ON audit (actor_id, id);
CREATE INDEX audit_folio ON audit (folio, id) WHERE folio IS NOT NULL;

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'table %: rows are only ever added', TG_TABLE_NAME;
END
$$;
CREATE TRIGGER audit_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Contacts are sealed by a key that is not in the database. What was kept in the clear until now is sealed at the next
-- start, which has the key (server/contacts/prepare-contacts.ts), and this table is then dropped.
ALTER TABLE contacts RENAME TO contacts_plain;
ALTER TABLE contacts_plain RENAME CONSTRAINT contacts_pkey TO contacts_plain_pkey;
ALTER TABLE contacts_plain RENAME CONSTRAINT contacts_report_id_fkey TO contacts_plain_report_id_fkey;

CREATE TABLE contacts (
  report_id bigint PRIMARY KEY REFERENCES reports (id) ON DELETE CASCADE,
  sealed bytea NOT NULL,
  -- Keyed hashes, by which the reports of one e-mail address or telephone are found without opening any other's.
  email_index bytea,
  phone_index bytea
);
CREATE INDEX contacts_email ON contacts (email_index) WHERE email_index IS NOT NULL;
CREATE INDEX contacts_phone ON contacts (phone_index) WHERE phone_index IS NOT NULL;

-- Something known, sealed: whether SECRET_KEY is still the one by which this database's contacts were sealed.
CREATE TABLE secret_check (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  sealed bytea NOT NULL
);

-- What is kept of a photo is a picture made anew; its files are named by its number, in DATA_DIR.
CREATE TABLE photos (
  id text PRIMARY KEY,
  report_id bigint NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
  at timestamptz NOT NULL,
  width integer NOT NULL,
  height integer NOT NULL,
  bytes integer NOT NULL,
  actor_role text NOT NULL,
  actor_id text NOT NULL
);
CREATE INDEX photos_of_report ON photos (report_id, at);
