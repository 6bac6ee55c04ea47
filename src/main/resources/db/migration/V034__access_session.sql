-- Operators who are signed in at the console. The id is in a cookie; kept is its SHA-256.
CREATE TABLE operator_session (
    id      uuid PRIMARY KEY,
    hash    bytea NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
    -- What they may do is what their key may do, and ends with it. Null: the issuer said who it is and what they may do.
    key     uuid REFERENCES api_key (id) ON DELETE CASCADE,
    owner   text CHECK (owner LIKE 'oidc:_%'),
    scopes  text[],
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK ((key IS NULL) <> (owner IS NULL)),
    CHECK ((owner IS NULL) = (scopes IS NULL))
);
CREATE INDEX operator_session_key ON operator_session (key);
