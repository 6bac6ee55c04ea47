-- Keys that are made over the API.
ALTER TABLE api_key DROP CONSTRAINT api_key_source_check;
ALTER TABLE api_key ADD CHECK (source IN ('command', 'file', 'demo', 'api'));
-- Whose keys it was made with, and theirs: what it does counts as done by them as well.
ALTER TABLE api_key ADD COLUMN makers text[] NOT NULL DEFAULT '{}';
-- The key whose place it is to take.
ALTER TABLE api_key ADD COLUMN replaces uuid REFERENCES api_key;
CREATE INDEX api_key_replaces ON api_key (replaces) WHERE replaces IS NOT NULL;
-- When it ends because another one has taken its place, whatever the key file says of it.
ALTER TABLE api_key ADD COLUMN retires_at timestamptz;

-- Written with the budget, in the row that each call writes anyway; lost with it after a crash.
ALTER TABLE call_budget ADD COLUMN used_at timestamptz;
