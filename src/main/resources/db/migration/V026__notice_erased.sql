-- Since when the people of a notice are erased with their incident, and whether nothing of their addresses is left in the queue.
ALTER TABLE notice ADD COLUMN people_erased_at timestamptz;
ALTER TABLE notice ADD COLUMN addresses_gone boolean NOT NULL DEFAULT false;
CREATE INDEX notice_emptied ON notice (id) WHERE people_erased_at IS NOT NULL AND NOT addresses_gone;
