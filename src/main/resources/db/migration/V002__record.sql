-- What was done. Rows are added and never changed: not by us, not by hand.
CREATE TABLE audit (
    id      uuid PRIMARY KEY,
    at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- The owner of the calling key, or a part of Candor such as 'sweeper'.
    actor   text NOT NULL CHECK (actor <> ''),
    -- What was done, as noun.verb: notice.released.
    action  text NOT NULL CHECK (action ~ '^[a-z-]+\.[a-z-]+$'),
    subject uuid,
    -- Facts without personal data.
    detail  jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_subject ON audit (subject, at);

CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit record is append-only' USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER audit_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();

-- The first answer to a client's Idempotency-Key, written in the transaction that did the work.
CREATE TABLE idempotency (
    client      text NOT NULL,
    key         text NOT NULL,
    fingerprint bytea NOT NULL,
    status      int NOT NULL,
    location    text,
    etag        text,
    body        text,
    at          timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (client, key)
);
CREATE INDEX idempotency_at ON idempotency (at);
