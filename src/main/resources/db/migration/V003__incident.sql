-- The breach, what was done about it, and the people it affects.

CREATE TABLE incident (
    id                     uuid PRIMARY KEY,
    owner                  text        NOT NULL CHECK (owner <> ''),
    revision               integer     NOT NULL DEFAULT 1,
    reference              text        NOT NULL CHECK (reference <> ''),
    title                  text        NOT NULL CHECK (title <> ''),
    organisation_name      text        NOT NULL CHECK (organisation_name <> ''),
    organisation_email     text        NOT NULL,
    organisation_phone     text,
    organisation_url       text,
    organisation_postal    text,
    occurred_from          date,
    occurred_to            date CHECK (occurred_to >= occurred_from),
    discovered_at          timestamptz,
    -- Words of ExposedClass.
    exposed                text[]      NOT NULL,
    compromised_channels   text[]      NOT NULL CHECK (compromised_channels <@ ARRAY ['email', 'sms', 'social']),
    email_needs_consent_in text[]      NOT NULL,
    -- The incident's own key, wrapped. Without it nobody's data of this incident can be read again.
    sealed_key             bytea       NOT NULL,
    created_at             timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- What was done about the breach. Rows are added and never changed.
CREATE TABLE incident_action (
    id        uuid PRIMARY KEY,
    incident  uuid        NOT NULL REFERENCES incident,
    kind      text        NOT NULL CHECK (kind IN ('investigation', 'containment', 'fix', 'authority', 'complaint',
        'training', 'policy', 'assessment', 'communication', 'other')),
    summary   text        NOT NULL CHECK (summary <> ''),
    owner     text,
    due       date,
    done_at   timestamptz,
    reference text,
    noted_by  text        NOT NULL,
    noted_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX incident_action_of ON incident_action (incident, id);

CREATE FUNCTION incident_action_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'actions are append-only' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER incident_action_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON incident_action
    FOR EACH STATEMENT EXECUTE FUNCTION incident_action_is_append_only();

-- One list of recipients, known by its name. A broken upload is incomplete; sending it again is the next pass.
CREATE TABLE import (
    id          uuid PRIMARY KEY,
    incident    uuid        NOT NULL REFERENCES incident,
    name        text        NOT NULL CHECK (name <> ''),
    state       text        NOT NULL CHECK (state IN ('open', 'incomplete', 'complete', 'failed')),
    pass        integer     NOT NULL DEFAULT 1,
    accepted    integer     NOT NULL DEFAULT 0,
    merged      integer     NOT NULL DEFAULT 0,
    rejected    integer     NOT NULL DEFAULT 0,
    -- The problem type that a failed upload was answered with.
    problem     text,
    started_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- An open import that nobody has touched for a while belonged to a process that is gone.
    touched_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at timestamptz,
    UNIQUE (incident, name),
    CHECK ((problem IS NOT NULL) = (state = 'failed')),
    CHECK ((finished_at IS NULL) = (state = 'open'))
);

-- Rows that were not taken, by number and code: never by value.
CREATE TABLE import_reject (
    import uuid    NOT NULL REFERENCES import,
    row    integer NOT NULL,
    code   text    NOT NULL,
    PRIMARY KEY (import, row)
);

-- An affected person. Personal data is in sealed alone: one ciphertext of ref, name, email, phone and account under the
-- incident's key. The blind indexes (*_bi) find a person again without showing one. No foreign keys: they would cost
-- more than the row, and rows come by the million.
CREATE TABLE recipient (
    id         uuid        NOT NULL,
    incident   uuid        NOT NULL,
    import     uuid        NOT NULL,
    -- The pass of the import that brought the row.
    pass       integer     NOT NULL,
    ref_bi     bytea       NOT NULL,
    email_bi   bytea,
    phone_bi   bytea,
    -- A keyed digest of everything the caller sent, so that sending the same again changes nothing.
    content_bi bytea       NOT NULL,
    sealed     bytea,
    locale     text,
    region     text,
    -- Bits of ExposedClass; null: those of the incident.
    exposed    integer,
    e_consent  boolean     NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    erased_at  timestamptz,
    PRIMARY KEY (incident, id),
    UNIQUE (incident, ref_bi),
    CHECK ((sealed IS NULL) = (erased_at IS NOT NULL))
);

-- What an open import said about people who were there before it. It counts once the import is complete: changes are
-- applied and rows of imports that never completed become its own. Emptied when the import ends.
CREATE TABLE import_match (
    import     uuid    NOT NULL,
    recipient  uuid    NOT NULL,
    content_bi bytea   NOT NULL,
    -- Set if the row changes: the new content, sealed for the recipient's row.
    sealed     bytea,
    email_bi   bytea,
    phone_bi   bytea,
    locale     text,
    region     text,
    exposed    integer,
    e_consent  boolean NOT NULL,
    PRIMARY KEY (import, recipient)
);
