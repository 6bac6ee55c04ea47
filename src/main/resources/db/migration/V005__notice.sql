-- A notice from draft to completion, and how far its audience has been turned into deliveries.

CREATE TABLE notice (
    id                uuid PRIMARY KEY,
    incident          uuid        NOT NULL,
    kind              text        NOT NULL CHECK (kind IN ('initial', 'update', 'remediated', 'correction')),
    follows           uuid REFERENCES notice,
    -- What the caller wrote, checked, with every default filled in; JSON.
    spec              text        NOT NULL CHECK (jsonb_typeof(spec::jsonb) = 'object'),
    state             text        NOT NULL CHECK (state IN ('draft', 'awaiting_approval', 'scheduled', 'running', 'paused',
        'completing', 'completed', 'completed_with_failures', 'cancelled')),
    -- The strong ETag: one more with every change of the row that a caller can see coming.
    revision          integer     NOT NULL DEFAULT 1 CHECK (revision > 0),
    -- Everybody who wrote, edited or submitted it: none of them may approve it.
    authors           text[]      NOT NULL CHECK (cardinality(authors) > 0),
    created_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    submitted_by      text,
    submitted_at      timestamptz,
    -- Fixed at submit: whom it goes to, and what the letters say of the incident.
    audience          bigint CHECK (audience >= 0),
    audience_imports  uuid[],
    facts             text CHECK (jsonb_typeof(facts::jsonb) = 'object'),
    content_hash      text CHECK (content_hash ~ '^[0-9a-f]{64}$'),
    approved_by       text,
    approved_at       timestamptz,
    approved_hash     text,
    approved_audience bigint,
    -- Release was asked for before approval could be had: approval releases.
    release_wanted_by text,
    released_by       text,
    released_at       timestamptz,
    not_before        timestamptz,
    deadline          timestamptz,
    reset_version     integer     NOT NULL DEFAULT 1 CHECK (reset_version > 0),
    reset_expires_at  timestamptz,
    finished_at       timestamptz,
    CHECK (state IN ('draft', 'cancelled') OR (submitted_by IS NOT NULL AND submitted_at IS NOT NULL
        AND audience IS NOT NULL AND audience_imports IS NOT NULL AND facts IS NOT NULL AND content_hash IS NOT NULL)),
    CHECK (state IN ('draft', 'awaiting_approval', 'cancelled')
        OR (released_by IS NOT NULL AND released_at IS NOT NULL AND deadline IS NOT NULL)),
    CHECK (approved_by IS NULL OR (approved_at IS NOT NULL AND approved_hash IS NOT NULL AND approved_audience IS NOT NULL)),
    CHECK (approved_by IS NULL OR NOT approved_by = ANY (authors)),
    -- An approval is of exactly this content and this audience, or it is none.
    CHECK (state IN ('draft', 'awaiting_approval', 'cancelled') OR approved_by IS NULL
        OR (approved_hash = content_hash AND approved_audience = audience)),
    CHECK (state NOT IN ('completed', 'completed_with_failures') OR finished_at IS NOT NULL)
);
CREATE INDEX notice_incident ON notice (incident, id);
-- What the sweeper looks at every second.
CREATE INDEX notice_moving ON notice (state) WHERE state IN ('scheduled', 'running', 'completing');

-- How far a released notice's audience has been read: recipients up to the cursor are deliveries already.
CREATE TABLE fan_out (
    notice     uuid PRIMARY KEY REFERENCES notice,
    cursor     uuid,
    seen       bigint      NOT NULL DEFAULT 0 CHECK (seen >= 0),
    done       boolean     NOT NULL DEFAULT false,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX fan_out_open ON fan_out (changed_at) WHERE NOT done;

-- The account each channel of a released notice goes through, and for how many people it has no address.
CREATE TABLE notice_channel (
    notice     uuid   NOT NULL REFERENCES notice,
    channel    text   NOT NULL CHECK (channel IN ('email', 'sms', 'social')),
    account    text   NOT NULL,
    no_address bigint NOT NULL DEFAULT 0 CHECK (no_address >= 0),
    PRIMARY KEY (notice, channel)
);
