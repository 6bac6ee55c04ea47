-- A key of the file comes back when it is put back into the file; one that a person revoked does not.
ALTER TABLE api_key ADD COLUMN revoked_by text CHECK (revoked_by IN ('person', 'source'));
UPDATE api_key SET revoked_by = 'person' WHERE revoked_at IS NOT NULL;
ALTER TABLE api_key ADD CHECK ((revoked_at IS NULL) = (revoked_by IS NULL));
