-- What becomes of a hand-off that may have been taken: a quarantine in which evidence is searched for, then another hand-off
-- where the notice says so, or a person's decision.

-- Channels of the notice whose deliveries in doubt are handed over once more after the quarantine.
ALTER TABLE run ADD COLUMN resend text[] NOT NULL DEFAULT '{}'
    CHECK (resend <@ ARRAY ['email', 'sms', 'social']);

-- Set while a delivery in doubt is in quarantine; afterwards it is in the queue again, or held for a person. In an index, but
-- there in few rows only: begin and settle still leave every other row on its page.
ALTER TABLE delivery ADD COLUMN quarantine_until timestamptz;
ALTER TABLE delivery ADD CONSTRAINT delivery_quarantine_only_in_doubt CHECK (quarantine_until IS NULL OR state = 'unknown');
CREATE INDEX delivery_quarantine ON delivery (quarantine_until) WHERE quarantine_until IS NOT NULL;

-- True once an earlier attempt turned out to have been taken while a later one was under way.
ALTER TABLE delivery ADD COLUMN earlier_taken boolean NOT NULL DEFAULT false;

-- A person's decision is evidence as well; a delivery that was never handed over by this database has no attempt for it.
ALTER TABLE evidence DROP CONSTRAINT evidence_news_check;
ALTER TABLE evidence ADD CONSTRAINT evidence_news_check CHECK (news IN ('taken', 'arrived', 'came-back',
    'came-back-for-now', 'opted-out', 'indicted', 'absent', 'nothing', 'sent-again', 'given-up'));
