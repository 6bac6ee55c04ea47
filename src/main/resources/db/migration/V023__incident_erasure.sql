-- Somebody who was erased, kept as blind indexes for a while so that no list brings the same person back. The row of the person
-- stays, without anything that tells who it was, so that the counts of what was sent stay true.
CREATE TABLE erasure (
    id        uuid PRIMARY KEY,
    incident  uuid        NOT NULL,
    recipient uuid        NOT NULL,
    email_bi  bytea,
    phone_bi  bytea,
    forget_at timestamptz NOT NULL,
    UNIQUE (incident, recipient)
);
CREATE INDEX erasure_forget ON erasure (forget_at);
