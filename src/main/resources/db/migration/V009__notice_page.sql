-- The public page: a notice and all that follow it share the one of the first.
ALTER TABLE notice ADD COLUMN root uuid REFERENCES notice;
ALTER TABLE notice ADD COLUMN slug text;
UPDATE notice SET root = id WHERE follows IS NULL;
UPDATE notice n SET root = (
    WITH RECURSIVE up AS (
        SELECT f.id, f.follows FROM notice f WHERE f.id = n.follows
        UNION ALL
        SELECT f.id, f.follows FROM notice f JOIN up ON f.id = up.follows)
    SELECT id FROM up WHERE follows IS NULL)
WHERE root IS NULL;
UPDATE notice n SET slug = to_char(r.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') || '-' || right(r.id::text, 10)
FROM notice r WHERE r.id = n.root;
ALTER TABLE notice ALTER COLUMN root SET NOT NULL;
ALTER TABLE notice ALTER COLUMN slug SET NOT NULL;
ALTER TABLE notice ADD CONSTRAINT notice_slug_shape CHECK (slug ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9a-f]{10}$');
CREATE UNIQUE INDEX notice_slug ON notice (slug) WHERE root = id;
CREATE INDEX notice_root ON notice (root, id);
