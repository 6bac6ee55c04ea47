-- Reset links by hash, who asked, and what /verify says of a notice.

-- A notice as the public may know it: by its code, once it has been announced.
CREATE TABLE reset_notice (
    notice         uuid PRIMARY KEY,
    incident       uuid        NOT NULL,
    -- The verify code as shown. Derived, not unique: /verify answers for every notice that has it.
    code           text        NOT NULL CHECK (code ~ '^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$'),
    announced_at   timestamptz,
    channels       text[]      NOT NULL DEFAULT '{}',
    -- Subject by language, as sent.
    subjects       jsonb       NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(subjects) = 'object'),
    default_locale text,
    expires_at     timestamptz,
    revoked_at     timestamptz,
    CHECK (announced_at IS NULL OR (default_locale IS NOT NULL AND subjects ? default_locale))
);
CREATE INDEX reset_notice_code ON reset_notice (code) WHERE announced_at IS NOT NULL;
CREATE INDEX reset_notice_incident ON reset_notice (incident);

-- One link. The token itself is nowhere: it is derived, and found again by its hash (security.md R1).
CREATE TABLE reset_link (
    token_hash bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32),
    notice     uuid        NOT NULL,
    recipient  uuid        NOT NULL,
    incident   uuid        NOT NULL,
    version    integer     NOT NULL CHECK (version > 0),
    expires_at timestamptz NOT NULL,
    used_at    timestamptz,
    revoked_at timestamptz
);
CREATE INDEX reset_link_recipient ON reset_link (recipient);

-- How many links each page of the fan-out made: offered is a sum of these, never a count of a million links.
CREATE TABLE reset_offer (
    notice uuid   NOT NULL,
    links  bigint NOT NULL CHECK (links > 0),
    at     timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX reset_offer_notice ON reset_offer (notice) INCLUDE (links);

-- A person asked. Recorded once for each kind, whatever happens to links.
CREATE TABLE reset_request (
    id             uuid PRIMARY KEY,
    -- What the person is shown and may quote; the same in every list.
    reference      text        NOT NULL CHECK (reference ~ '^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$'),
    notice         uuid        NOT NULL,
    recipient      uuid        NOT NULL,
    incident       uuid        NOT NULL,
    kind           text        NOT NULL CHECK (kind IN ('password', 'details')),
    state          text        NOT NULL CHECK (state IN ('requested', 'handed_over', 'completed')),
    requested_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    handed_over_at timestamptz,
    completed_at   timestamptz,
    -- Calls made to the identity provider, and when the next is due; none due: handed over, given up, or never to be called.
    tries          smallint    NOT NULL DEFAULT 0 CHECK (tries >= 0),
    next_try_at    timestamptz,
    last_answer    text,
    UNIQUE (notice, recipient, kind),
    CHECK ((state = 'requested') = (handed_over_at IS NULL AND completed_at IS NULL)),
    CHECK ((state = 'completed') = (completed_at IS NOT NULL)),
    CHECK (state = 'requested' OR next_try_at IS NULL)
);
CREATE INDEX reset_request_due ON reset_request (next_try_at) WHERE next_try_at IS NOT NULL;
CREATE INDEX reset_request_notice ON reset_request (notice, state);
CREATE INDEX reset_request_recipient ON reset_request (recipient, requested_at);
CREATE INDEX reset_request_state ON reset_request (state, id);
CREATE INDEX reset_request_reference ON reset_request (reference);
