-- The receiving domain of an email, so that a slow or unwilling one holds back nobody else's. A number and never a name:
-- a large mailbox provider has its own, every other domain shares one of 4,096 drawn with a key, so that a row does not
-- tell who writes to whom. Null: no email, or a row that is older than this.
ALTER TABLE recipient ADD COLUMN domain smallint;
ALTER TABLE import_match ADD COLUMN domain smallint;
ALTER TABLE delivery ADD COLUMN domain smallint;

-- A domain that nothing is handed to until a time, by all processes.
CREATE TABLE domain_hold (
    account    text             NOT NULL REFERENCES gate,
    domain     smallint         NOT NULL,
    reason     text             NOT NULL CHECK (reason <> ''),
    since      timestamptz      NOT NULL DEFAULT clock_timestamp(),
    until      timestamptz      NOT NULL,
    PRIMARY KEY (account, domain)
);

-- The rate limit of one domain as time slots, like the account's: the next hand-off may begin at next_slot.
CREATE TABLE domain_pace (
    account    text             NOT NULL REFERENCES gate,
    domain     smallint         NOT NULL,
    -- What throttling brought the rate down to, from full; null: only the configured pace holds, if there is one.
    per_second double precision CHECK (per_second > 0),
    full_rate  double precision CHECK (full_rate >= per_second),
    -- When the rate is doubled again, until it is full.
    eases_at   timestamptz,
    next_slot  timestamptz      NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (account, domain),
    CHECK ((per_second IS NULL) = (full_rate IS NULL)),
    CHECK ((per_second IS NULL) = (eases_at IS NULL))
);
