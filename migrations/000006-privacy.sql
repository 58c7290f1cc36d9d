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
