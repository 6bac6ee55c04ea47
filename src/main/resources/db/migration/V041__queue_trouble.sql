-- Deliveries that somebody may want to look at: in doubt, failed, come back, expired, left alone, each with its reason.
-- An index over states or reasons would take every delivery off its page each time that it is moved; these are few of many,
-- so that they are kept apart, by the database itself: whatever moves a delivery moves its row here.
CREATE TABLE trouble (
    delivery  uuid PRIMARY KEY,
    notice    uuid NOT NULL,
    recipient uuid NOT NULL,
    channel   text NOT NULL,
    state     text NOT NULL CHECK (state IN ('unknown', 'bounced', 'failed', 'suppressed', 'expired')),
    reason    text
);
-- Counted by reason, and walked in the order of a notice's people, without a look at the deliveries.
CREATE INDEX trouble_of ON trouble (notice, recipient, channel) INCLUDE (state, reason);

CREATE FUNCTION delivery_is_in_trouble() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state IN ('unknown', 'bounced', 'failed', 'suppressed', 'expired') THEN
        INSERT INTO trouble (delivery, notice, recipient, channel, state, reason)
        VALUES (NEW.id, NEW.notice, NEW.recipient, NEW.channel, NEW.state, NEW.reason)
        ON CONFLICT (delivery) DO UPDATE SET state = excluded.state, reason = excluded.reason;
    ELSE
        DELETE FROM trouble WHERE delivery = NEW.id;
    END IF;
    RETURN NULL;
END
$$;

-- The condition is looked at for each row, the function is called for those in trouble alone.
CREATE TRIGGER delivery_begins_in_trouble AFTER INSERT ON delivery FOR EACH ROW
    WHEN (NEW.state IN ('unknown', 'bounced', 'failed', 'suppressed', 'expired'))
    EXECUTE FUNCTION delivery_is_in_trouble();
CREATE TRIGGER delivery_moves_in_trouble AFTER UPDATE OF state, reason ON delivery FOR EACH ROW
    WHEN ((OLD.state IN ('unknown', 'bounced', 'failed', 'suppressed', 'expired')
           OR NEW.state IN ('unknown', 'bounced', 'failed', 'suppressed', 'expired'))
          AND (OLD.state, OLD.reason) IS DISTINCT FROM (NEW.state, NEW.reason))
    EXECUTE FUNCTION delivery_is_in_trouble();

INSERT INTO trouble (delivery, notice, recipient, channel, state, reason)
SELECT id, notice, recipient, channel, state, reason FROM delivery
WHERE state IN ('unknown', 'bounced', 'failed', 'suppressed', 'expired');

-- Possible doubles are counted by notice, too. The column still hardly ever changes.
CREATE INDEX delivery_possible_duplicate_of ON delivery (notice) WHERE possible_duplicate;
DROP INDEX delivery_possible_duplicate;
