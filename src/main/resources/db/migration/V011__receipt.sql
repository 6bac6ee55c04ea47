-- What providers call back with, kept until its delivery follows it: a receipt may come before our own record of the
-- hand-off it is about. One row for each thing said, however often it is said. No personal data.
CREATE TABLE receipt (
    id            uuid PRIMARY KEY,
    attempt       uuid        NOT NULL,
    channel       text        NOT NULL CHECK (channel IN ('email', 'sms', 'social')),
    -- The provider's id for the message, and its word for what became of it.
    reference     text        NOT NULL CHECK (reference <> ''),
    status        text        NOT NULL CHECK (status <> ''),
    -- The call's own id, behind the name of who made it, where calls have ids: the same call made again is known by it.
    call          text,
    -- What was concluded. Times in milliseconds.
    news          text        NOT NULL CHECK (news IN ('taken', 'arrived', 'came-back', 'came-back-for-now', 'opted-out',
        'indicted', 'absent', 'nothing')),
    reason        text        NOT NULL,
    code          text        NOT NULL,
    enhanced      text        NOT NULL,
    suppress      bigint      NOT NULL DEFAULT 0,
    waits         bigint[]    NOT NULL DEFAULT '{}',
    scope         text CHECK ((scope IS NOT NULL) = (news = 'indicted')),
    pause         bigint      NOT NULL DEFAULT 0,
    received_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- When it is to be joined; none due: joined, or given up.
    due_at        timestamptz DEFAULT clock_timestamp(),
    tries         smallint    NOT NULL DEFAULT 0,
    applied_at    timestamptz,
    CHECK (applied_at IS NULL OR due_at IS NULL),
    -- The reference leads: a look-up asks whose message it is that it has found.
    UNIQUE (reference, attempt, status)
);
CREATE INDEX receipt_due ON receipt (due_at) WHERE due_at IS NOT NULL;
CREATE UNIQUE INDEX receipt_call ON receipt (call) WHERE call IS NOT NULL;
-- Rows come in the order of time: a summary of each range of pages is enough to forget the oldest.
CREATE INDEX receipt_age ON receipt USING brin (received_at);
