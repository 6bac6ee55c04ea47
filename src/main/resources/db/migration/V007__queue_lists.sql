-- For lists of what went wrong in a big notice, and for counting confirmed doubles: both are rare, so neither index costs
-- the way of an ordinary delivery anything.
CREATE INDEX delivery_troubled ON delivery (notice, state, recipient, channel)
    WHERE state IN ('unknown', 'bounced', 'failed', 'suppressed', 'expired');
CREATE INDEX delivery_possible_duplicate ON delivery (id) WHERE possible_duplicate;
