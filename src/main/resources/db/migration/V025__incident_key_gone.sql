-- An incident that was erased: its key is gone, so nobody of it can be read again. The rows are emptied after that, in batches.
ALTER TABLE incident ALTER COLUMN sealed_key DROP NOT NULL;
ALTER TABLE incident ADD COLUMN erased_at timestamptz;
ALTER TABLE incident ADD COLUMN people_gone boolean NOT NULL DEFAULT false;
ALTER TABLE incident ADD CHECK ((sealed_key IS NULL) = (erased_at IS NOT NULL));
ALTER TABLE incident ADD CHECK (erased_at IS NOT NULL OR NOT people_gone);
CREATE INDEX incident_emptied ON incident (id) WHERE erased_at IS NOT NULL AND NOT people_gone;
