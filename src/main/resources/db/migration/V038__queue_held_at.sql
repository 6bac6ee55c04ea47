-- When a person decided to hold what the backup had open of a run: who is added to it later is sent to.
ALTER TABLE run ADD COLUMN held_at timestamptz;
UPDATE run SET held_at = clock_timestamp() WHERE held;
