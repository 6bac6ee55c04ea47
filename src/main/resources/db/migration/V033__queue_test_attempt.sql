-- A message to the contact of a key, so that somebody sees what a notice looks like: an attempt of no delivery, in no count.
CREATE TABLE test_attempt (
    id           uuid PRIMARY KEY,
    notice       uuid        NOT NULL,
    account      text        NOT NULL,
    channel      text        NOT NULL CHECK (channel IN ('email', 'sms')),
    purpose      text        NOT NULL DEFAULT 'test' CHECK (purpose = 'test'),
    asked_by     text        NOT NULL,
    phase        text        NOT NULL DEFAULT 'begun' CHECK (phase IN ('begun', 'answered')),
    begun_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    answered_at  timestamptz,
    outcome      text CHECK (outcome IN ('accepted', 'busy', 'failed', 'refused', 'indicted', 'unknown')),
    reason       text,
    code         text,
    provider_ref text,
    CHECK ((phase = 'answered') = (outcome IS NOT NULL AND answered_at IS NOT NULL))
);
CREATE INDEX test_attempt_notice ON test_attempt (notice, id);
