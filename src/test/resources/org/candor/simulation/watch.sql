-- What must never be, noticed by the database itself at the end of each statement, whoever ran it.
CREATE TABLE sim.finding (at timestamptz NOT NULL, what text NOT NULL, delivery uuid);

-- Due at the same moment: the order of recipients decides.
CREATE INDEX delivery_due_in_order ON delivery (account, notice, due_at, recipient) WHERE due_at IS NOT NULL;
DROP INDEX IF EXISTS delivery_due;
CREATE INDEX run_open_in_order ON run (notice) WHERE state = 'open';

-- Which state may follow which is the schema's own: a move that is none fails, and is found by that.
CREATE FUNCTION sim.watch_delivery() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last attempt;
    wrong text;
BEGIN
    IF NEW.attempt_no < OLD.attempt_no OR OLD.possible_duplicate AND NOT NEW.possible_duplicate THEN
        wrong := 'something was forgotten';
    ELSIF OLD.state IN ('handing_off', 'unknown') AND NEW.state NOT IN ('unknown', 'accepted', 'delivered') THEN
        SELECT * INTO last FROM attempt WHERE delivery = NEW.id AND no = NEW.attempt_no;
        IF OLD.state = 'handing_off' AND last.phase <> 'answered' THEN
            wrong := 'left handing_off without an answer';
        ELSIF OLD.state = 'unknown' AND NEW.state IN ('queued', 'waiting') AND NOT NEW.possible_duplicate
            AND NOT (last.phase = 'answered' AND last.outcome <> 'unknown')
            AND NOT EXISTS (SELECT 1 FROM evidence WHERE attempt = last.id
                AND news IN ('came-back', 'came-back-for-now', 'indicted')) THEN
            wrong := 'from doubt to the queue, unflagged';
        END IF;
    END IF;
    IF wrong IS NOT NULL THEN
        INSERT INTO sim.finding VALUES (clock_timestamp(), wrong || ': ' || OLD.state || ' to ' || NEW.state, NEW.id);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER watch_delivery AFTER UPDATE ON delivery FOR EACH ROW WHEN (OLD.state <> NEW.state)
EXECUTE FUNCTION sim.watch_delivery();

CREATE FUNCTION sim.watch_begin() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong text;
BEGIN
    SELECT CASE
        WHEN d.state <> 'handing_off' OR d.attempt_no <> NEW.no THEN 'an attempt of what is not handed off'
        WHEN d.deadline <= clock_timestamp() THEN 'begun after the deadline'
        WHEN NOT EXISTS (SELECT 1 FROM run WHERE notice = d.notice AND state = 'open') THEN 'begun while the run is closed'
        WHEN NOT EXISTS (SELECT 1 FROM gate WHERE account = d.account AND (open OR probe_lease = d.lease)) THEN 'begun while the gate is closed'
        WHEN NOT EXISTS (SELECT 1 FROM worker WHERE id = NEW.worker AND stopped_at IS NULL) THEN 'begun by the dead'
        WHEN EXISTS (SELECT 1 FROM attempt o WHERE o.delivery = d.id AND o.no <> NEW.no AND o.phase = 'begun')
            THEN 'two open attempts'
        WHEN EXISTS (SELECT 1 FROM attempt o WHERE o.delivery = d.id AND o.no <> NEW.no AND o.outcome = 'accepted'
                AND NOT EXISTS (SELECT 1 FROM evidence e WHERE e.attempt = o.id
                    AND e.news IN ('came-back', 'came-back-for-now', 'indicted')))
            THEN 'begun after an accepted one'
        WHEN NOT d.possible_duplicate AND EXISTS (SELECT 1 FROM attempt o
                WHERE o.delivery = d.id AND o.no <> NEW.no AND (o.phase = 'lost' OR o.outcome = 'unknown')
                  AND NOT EXISTS (SELECT 1 FROM evidence e WHERE e.attempt = o.id
                      AND e.news IN ('came-back', 'came-back-for-now', 'indicted')))
            THEN 'begun after doubt, unflagged'
        END INTO wrong
    FROM delivery d WHERE d.id = NEW.delivery;
    IF wrong IS NOT NULL THEN
        INSERT INTO sim.finding VALUES (clock_timestamp(), wrong, NEW.delivery);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER watch_begin AFTER INSERT ON attempt FOR EACH ROW EXECUTE FUNCTION sim.watch_begin();
