-- Gates that are tried before they open, addresses that are left alone for a reason that can be seen and lifted, and a
-- database that notices that it is an old backup.

-- A gate whose pause is over is on probation: closed still, while one delivery at a time tries the account. Its slot is
-- taken as long as that delivery is held under that lease, so the rescue of a dead worker's rows frees it as well.
ALTER TABLE gate ADD COLUMN probing boolean NOT NULL DEFAULT false;
ALTER TABLE gate ADD COLUMN pause_ms bigint CHECK (pause_ms > 0);
ALTER TABLE gate ADD COLUMN probe uuid;
ALTER TABLE gate ADD COLUMN probe_lease uuid;
ALTER TABLE gate ADD CONSTRAINT gate_probing_is_not_open CHECK (NOT probing OR NOT open AND until IS NULL);
ALTER TABLE gate ADD CONSTRAINT gate_probe_on_probation
    CHECK ((probe IS NULL) = (probe_lease IS NULL) AND (probe IS NULL OR probing));

-- An entry without an end has until = infinity. Who or what caused it: a delivery of ours, or the word of a person.
ALTER TABLE suppression ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid();
ALTER TABLE suppression ADD COLUMN delivery uuid;
ALTER TABLE suppression ADD COLUMN set_by text NOT NULL DEFAULT 'candor';
CREATE UNIQUE INDEX suppression_id ON suppression (id);
CREATE INDEX suppression_newest ON suppression (since, id);
CREATE INDEX suppression_until ON suppression (until);

-- What the outside calls this state of the database. If it calls it otherwise, an old backup was restored: nothing is sent
-- until a person decided. next: decided to hold what the backup has open, and to go by this name once that is done.
CREATE TABLE epoch (
    one        boolean PRIMARY KEY DEFAULT true CHECK (one),
    token      text NOT NULL,
    held_since timestamptz,
    next       text,
    decided    xid8,
    CHECK ((next IS NULL) = (decided IS NULL)),
    CHECK (next IS NULL OR held_since IS NOT NULL)
);

-- Deliveries of a held run become unknown where they are made: the backup had not fanned them out, and somebody may have
-- got them since.
ALTER TABLE run ADD COLUMN held boolean NOT NULL DEFAULT false;

-- Handed over or not by a database that is no more: this one has no attempt to show for it.
ALTER TABLE delivery ADD COLUMN restored boolean NOT NULL DEFAULT false;
ALTER TABLE delivery DROP CONSTRAINT delivery_check4;
ALTER TABLE delivery ADD CONSTRAINT delivery_handed_over_was_begun
    CHECK (state NOT IN ('handing_off', 'unknown', 'accepted', 'delivered', 'bounced') OR attempt_no > 0
        OR restored AND state <> 'handing_off');
