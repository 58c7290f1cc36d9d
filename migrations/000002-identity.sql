-- People who sign in. What names them is here and nowhere else: the log and timelines call them by their id.
CREATE TABLE people (
  id text PRIMARY KEY,
  name text NOT NULL,
  email text NOT NULL,
  role text NOT NULL CHECK (role IN ('brigade', 'operator', 'supervisor', 'planner', 'administrator')),
  -- To whose rows they are held; null for an office role means the whole city.
  department text,
  brigade_id integer REFERENCES brigades (id),
  -- Argon2id, in its own format; null for who signs in by the identity provider alone.
  password_hash text,
  oidc_issuer text,
  oidc_subject text,
  active boolean NOT NULL DEFAULT true,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  UNIQUE (oidc_issuer, oidc_subject),
  CHECK (role <> 'brigade' OR brigade_id IS NOT NULL)
);
CREATE UNIQUE INDEX people_email ON people (lower(email));

-- Whatever opens a door: sessions, API keys, kiosk links, devices, and links that set a password once. The token is not
-- here, only its SHA-256: it has 256 random bits, so no slow hash is needed.
CREATE TABLE credentials (
  id text PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('session', 'key', 'kiosk', 'device', 'invite')),
  hash bytea NOT NULL UNIQUE,
  name text NOT NULL,
  person_id text REFERENCES people (id) ON DELETE CASCADE,
  brigade_id integer REFERENCES brigades (id),
  department text,
  -- Actions of domain/may.ts that a key may do.
  scopes text[],
  -- The one view of a kiosk, as the query of the page's link.
  view text,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz,
  last_address text,
  CHECK (kind NOT IN ('session', 'invite') OR person_id IS NOT NULL),
  CHECK (kind <> 'device' OR brigade_id IS NOT NULL),
  CHECK (kind <> 'key' OR scopes IS NOT NULL)
);
CREATE INDEX credentials_of_person ON credentials (person_id) WHERE person_id IS NOT NULL;
