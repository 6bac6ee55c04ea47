-- The durable queue: what is to be sent, what was tried, who may send, how fast, and how far it has come.

-- A notice's open/closed switch. Nothing of a notice is claimed or begun unless its run is open.
CREATE TABLE run (
    notice     uuid PRIMARY KEY,
    state      text        NOT NULL CHECK (state IN ('open', 'closed', 'cancelled', 'finished')),
    -- True once nothing of a cancelled run is left to be moved, so that the sweeper stops looking.
    swept      boolean     NOT NULL DEFAULT false,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- The small switch of a provider account: open, or closed with a reason and perhaps a time at which it opens by itself.
CREATE TABLE gate (
    account    text PRIMARY KEY,
    channel    text        NOT NULL CHECK (channel IN ('email', 'sms', 'social')),
    open       boolean     NOT NULL DEFAULT true,
    reason     text,
    until      timestamptz,
    changed_by text        NOT NULL DEFAULT 'candor',
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK (open = (reason IS NULL)),
    CHECK (until IS NULL OR NOT open)
);

-- The rate limit of an account as time slots: the next hand-off may begin at next_slot. No rate: unlimited.
CREATE TABLE pace (
    account    text PRIMARY KEY REFERENCES gate,
    per_second double precision CHECK (per_second > 0),
    next_slot  timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- A process that claims. Its rows are rescued once its heartbeat is too old; a rescued worker may not claim again.
CREATE TABLE worker (
    id           uuid PRIMARY KEY,
    started_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    heartbeat_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    stopped_at   timestamptz
);

-- One notice to one recipient over one channel. Small: personal data lives with the recipient.
--
-- Built for being moved: due_at is there only while something waits, and it is the only column of an index that moves. So
-- the claim rewrites the entries of two indexes, and begin and settle none: they stay on their page, for which half of
-- each page is left free. No foreign keys: the room is the sole writer, and each would cost a look-up a row.
CREATE TABLE delivery (
    id                 uuid PRIMARY KEY,
    notice             uuid        NOT NULL,
    recipient          uuid        NOT NULL,
    channel            text        NOT NULL CHECK (channel IN ('email', 'sms', 'social')),
    account            text        NOT NULL,
    address_bi         bytea,
    state              text        NOT NULL CHECK (state IN ('queued', 'claimed', 'handing_off', 'waiting', 'unknown',
        'accepted', 'delivered', 'bounced', 'failed', 'suppressed', 'expired', 'cancelled')),
    reason             text,
    due_at             timestamptz,
    deadline           timestamptz NOT NULL,
    attempt_no         smallint    NOT NULL DEFAULT 0 CHECK (attempt_no >= 0),
    counted            smallint    NOT NULL DEFAULT 0 CHECK (counted BETWEEN 0 AND attempt_no),
    lease              uuid,
    worker             uuid,
    possible_duplicate boolean     NOT NULL DEFAULT false,
    changed_at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (notice, recipient, channel),
    CHECK ((state IN ('queued', 'waiting')) = (due_at IS NOT NULL)),
    CHECK ((state IN ('claimed', 'handing_off')) = (worker IS NOT NULL)),
    CHECK (state NOT IN ('claimed', 'handing_off') OR lease IS NOT NULL),
    CHECK (state NOT IN ('handing_off', 'unknown', 'accepted', 'delivered', 'bounced') OR attempt_no > 0)
) WITH (fillfactor = 50);
-- The claim walks one lane and one open notice by due time; what does not wait is not in it.
CREATE INDEX delivery_due ON delivery (account, notice, due_at) WHERE due_at IS NOT NULL;
-- What a sweeper must look at when deadlines pass.
CREATE INDEX delivery_deadline ON delivery (deadline) WHERE due_at IS NOT NULL;

-- One hand-off with its evidence: inserted when it begins, closed once, then frozen.
CREATE TABLE attempt (
    id           uuid        NOT NULL UNIQUE,
    delivery     uuid        NOT NULL,
    no           smallint    NOT NULL CHECK (no > 0),
    worker       uuid        NOT NULL,
    phase        text        NOT NULL CHECK (phase IN ('begun', 'answered', 'lost')),
    begun_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    answered_at  timestamptz,
    outcome      text CHECK (outcome IN ('accepted', 'busy', 'failed', 'refused', 'indicted', 'unknown')),
    reason       text,
    code         text,
    enhanced     text,
    provider_ref text,
    source       text CHECK (source IN ('response', 'receipt', 'lookup', 'operator')),
    PRIMARY KEY (delivery, no),
    CHECK ((phase = 'answered') = (outcome IS NOT NULL AND answered_at IS NOT NULL AND source IS NOT NULL))
) WITH (fillfactor = 50);

CREATE FUNCTION attempt_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an answered attempt is never changed';
END $$;
CREATE TRIGGER attempt_frozen BEFORE UPDATE ON attempt
    FOR EACH ROW WHEN (OLD.phase = 'answered') EXECUTE FUNCTION attempt_is_frozen();

-- Counts per notice, channel and state: deltas are appended with every move and folded by a sweeper.
CREATE TABLE tally (
    notice  uuid   NOT NULL,
    channel text   NOT NULL,
    state   text   NOT NULL,
    n       bigint NOT NULL,
    PRIMARY KEY (notice, channel, state)
);
CREATE TABLE tally_delta (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    notice  uuid        NOT NULL,
    channel text        NOT NULL,
    state   text        NOT NULL,
    n       integer     NOT NULL,
    at      timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Answered hand-offs per second of the last quarter of an hour: the rate, and a small curve of it.
CREATE TABLE tally_pulse (
    notice  uuid        NOT NULL,
    channel text        NOT NULL,
    at      timestamptz NOT NULL,
    n       bigint      NOT NULL,
    PRIMARY KEY (notice, channel, at)
);

-- Addresses that are left alone, by blind index only.
CREATE TABLE suppression (
    address_bi bytea       NOT NULL,
    channel    text        NOT NULL CHECK (channel IN ('email', 'sms', 'social')),
    reason     text        NOT NULL,
    since      timestamptz NOT NULL DEFAULT clock_timestamp(),
    until      timestamptz NOT NULL,
    PRIMARY KEY (address_bi, channel)
);
