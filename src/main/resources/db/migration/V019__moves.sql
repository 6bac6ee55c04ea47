-- The moves a delivery may make, whoever asks for one: a mistake of ours fails here instead of sending twice. The diagram is in
-- src/docs/promises.md.
CREATE FUNCTION delivery_move_is_none() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a delivery never moves from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
END
$$;
CREATE TRIGGER delivery_moves BEFORE UPDATE OF state ON delivery
    FOR EACH ROW WHEN (OLD.state <> NEW.state AND NOT CASE OLD.state
        WHEN 'queued' THEN NEW.state IN ('claimed', 'accepted', 'delivered', 'suppressed', 'expired', 'cancelled', 'unknown')
        WHEN 'claimed' THEN NEW.state IN ('queued', 'handing_off', 'accepted', 'delivered', 'suppressed', 'expired',
            'cancelled', 'unknown')
        -- The hand-off is under way: its own answer comes first, whatever else is known.
        WHEN 'handing_off' THEN NEW.state IN ('accepted', 'waiting', 'failed', 'queued', 'suppressed', 'unknown', 'expired',
            'cancelled')
        WHEN 'waiting' THEN NEW.state IN ('claimed', 'accepted', 'delivered', 'suppressed', 'expired', 'cancelled', 'unknown')
        -- Nothing in doubt is handed over before somebody has put it back into the queue.
        WHEN 'unknown' THEN NEW.state NOT IN ('claimed', 'handing_off')
        -- What was taken is never handed over again, unless it came back; then it may be too late for that.
        WHEN 'accepted' THEN NEW.state IN ('delivered', 'bounced', 'waiting', 'queued', 'suppressed', 'expired', 'cancelled')
        WHEN 'bounced' THEN NEW.state = 'delivered'
        WHEN 'failed' THEN NEW.state IN ('queued', 'accepted', 'delivered')
        WHEN 'expired' THEN NEW.state IN ('queued', 'accepted', 'delivered')
        WHEN 'cancelled' THEN NEW.state IN ('accepted', 'delivered')
        WHEN 'suppressed' THEN NEW.state IN ('queued', 'delivered')
        ELSE false END)
    EXECUTE FUNCTION delivery_move_is_none();
