-- SMS only for people whom email failed for good: then the SMS row waits, queued and due at its deadline, until the email
-- row of the same person is settled.
ALTER TABLE run ADD COLUMN after_email boolean NOT NULL DEFAULT false;

-- Whom a follow-up goes to: those that the notice it follows had reached when it was submitted.
CREATE TABLE reached (
    notice    uuid NOT NULL,
    recipient uuid NOT NULL,
    PRIMARY KEY (notice, recipient)
);
