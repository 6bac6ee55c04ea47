-- How many calls a minute a key may make; null: as many as is configured for all.
ALTER TABLE api_key ADD COLUMN calls_per_minute integer CHECK (calls_per_minute > 0);

-- When a key's calls are all there again. Lost with a crash, which costs nothing: then they are all there.
CREATE UNLOGGED TABLE call_budget (
    key     uuid PRIMARY KEY,
    full_at timestamptz NOT NULL
);
