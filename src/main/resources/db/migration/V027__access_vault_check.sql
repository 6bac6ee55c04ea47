-- By which a process finds out at its start whether its keys are the ones that everything here was sealed and indexed with.
CREATE TABLE vault_check (
    one      boolean PRIMARY KEY DEFAULT true CHECK (one),
    index_bi bytea NOT NULL,
    wrapped  bytea NOT NULL
);
