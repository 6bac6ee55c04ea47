-- What becomes known of a hand-off after it is over: by a provider's receipt, by a look-up, by an operator.

-- look_at is there only while an unknown delivery is to be looked up, so that its index holds those rows and no others, and
-- begin and settle still leave every row on its page. The other three are in no index.
ALTER TABLE delivery ADD COLUMN look_at timestamptz;
ALTER TABLE delivery ADD COLUMN looks smallint NOT NULL DEFAULT 0;
ALTER TABLE delivery ADD COLUMN absences smallint NOT NULL DEFAULT 0;
ALTER TABLE delivery ADD COLUMN duplicate_confirmed boolean NOT NULL DEFAULT false;
ALTER TABLE delivery ADD CONSTRAINT delivery_look_only_in_doubt CHECK (look_at IS NULL OR state = 'unknown');
ALTER TABLE delivery ADD CONSTRAINT delivery_confirmed_was_possible CHECK (possible_duplicate OR NOT duplicate_confirmed);
CREATE INDEX delivery_look ON delivery (account, look_at) WHERE look_at IS NOT NULL;

-- What was learnt of an attempt, in the order in which it was joined. An answered attempt is frozen; this says the rest.
CREATE TABLE evidence (
    id        uuid PRIMARY KEY,
    attempt   uuid        NOT NULL,
    delivery  uuid        NOT NULL,
    at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    source    text        NOT NULL CHECK (source IN ('receipt', 'lookup', 'operator')),
    news      text        NOT NULL CHECK (news IN ('taken', 'arrived', 'came-back', 'came-back-for-now', 'opted-out',
        'indicted', 'absent', 'nothing')),
    reference text        NOT NULL,
    reason    text        NOT NULL,
    code      text        NOT NULL,
    enhanced  text        NOT NULL
);
CREATE INDEX evidence_delivery ON evidence (delivery);
-- A look-up by list may find one message for two deliveries in doubt: it is evidence for one of them.
CREATE UNIQUE INDEX evidence_found_once ON evidence (reference) WHERE source = 'lookup' AND reference <> '';

CREATE FUNCTION evidence_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'evidence is append-only' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER evidence_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON evidence
    FOR EACH STATEMENT EXECUTE FUNCTION evidence_is_append_only();
