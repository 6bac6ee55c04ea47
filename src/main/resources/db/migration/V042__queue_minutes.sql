-- How many deliveries of a notice were settled in each minute, those taken back counted off: the curve of how far it has come.
CREATE TABLE tally_minute (
    notice uuid        NOT NULL,
    at     timestamptz NOT NULL,
    done   bigint      NOT NULL,
    PRIMARY KEY (notice, at)
);
