-- API keys. The key itself is never stored: it is found by the SHA-256 of its text.
CREATE TABLE api_key (
    id         uuid PRIMARY KEY,
    hash       bytea NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
    name       text NOT NULL CHECK (name <> ''),
    owner      text NOT NULL CHECK (owner <> ''),
    scopes     text[] NOT NULL,
    -- Empty means all incidents.
    incidents  uuid[] NOT NULL DEFAULT '{}',
    contact    text,
    -- What made it: a command, the key file, or the start of a demonstration.
    source     text NOT NULL CHECK (source IN ('command', 'file', 'demo')),
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz,
    revoked_at timestamptz
);
