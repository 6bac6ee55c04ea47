-- The record as a chain: the hash of each link covers the link before it, so that a row that was changed, taken out or put in
-- between is found, by whoever knows one later hash.
CREATE TABLE audit_link (
    no     bigint PRIMARY KEY CHECK (no > 0),
    audit  uuid        NOT NULL UNIQUE,
    -- SHA-256 of the row's line; see audit_line.
    digest bytea       NOT NULL CHECK (octet_length(digest) = 32),
    -- SHA-256 of '<hash before> <no> <digest>' in lower-case hexadecimal; before the first one stand 64 zeros.
    hash   bytea       NOT NULL CHECK (octet_length(hash) = 32),
    at     timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TRIGGER audit_link_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_link
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();

-- Rows that are no link yet. Not found by their ids or times: a transaction that takes long commits rows that look old.
CREATE TABLE audit_open (
    audit uuid PRIMARY KEY
);

CREATE FUNCTION audit_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit_open (audit) VALUES (NEW.id);
    RETURN NULL;
END
$$;

CREATE TRIGGER audit_opens
    AFTER INSERT ON audit
    FOR EACH ROW EXECUTE FUNCTION audit_is_open();

INSERT INTO audit_open (audit) SELECT id FROM audit;

-- How often somebody did something lately.
CREATE INDEX audit_deeds ON audit (actor, action, at);

-- A time in the one way that does not depend on a session's settings: 2026-11-21T10:00:02.000001Z.
CREATE FUNCTION utc_text(at timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;

-- A row of the record as the line whose bytes are hashed.
CREATE FUNCTION audit_line(a audit) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('id', a.id, 'at', utc_text(a.at), 'actor', a.actor, 'action', a.action, 'subject', a.subject,
        'detail', a.detail)::text
$$;
