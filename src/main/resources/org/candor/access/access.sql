-- name: find
SELECT id, owner, scopes, incidents, contact
FROM api_key
WHERE hash = $1
  AND revoked_at IS NULL
  AND (expires_at IS NULL OR expires_at > clock_timestamp());

-- name: create
INSERT INTO api_key (id, hash, name, owner, scopes, incidents, contact, source, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: load
-- A key of the file is what the file says now, also after it was taken out and put back; what a person revoked stays so.
INSERT INTO api_key AS old (id, hash, name, owner, scopes, incidents, contact, source, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (hash) DO UPDATE
SET name = excluded.name, owner = excluded.owner, scopes = excluded.scopes, incidents = excluded.incidents,
    contact = excluded.contact, source = excluded.source, expires_at = excluded.expires_at,
    revoked_at = CASE WHEN old.revoked_by = 'person' THEN old.revoked_at END,
    revoked_by = CASE WHEN old.revoked_by = 'person' THEN old.revoked_by END;

-- name: revokeOthers
-- Keys of this source that are in its file no longer.
UPDATE api_key
SET revoked_at = clock_timestamp(), revoked_by = 'source'
WHERE source = $1
  AND revoked_at IS NULL
  AND NOT hash = ANY ($2::bytea[]);

-- name: revoke
UPDATE api_key
SET revoked_at = clock_timestamp(), revoked_by = 'person'
WHERE id = $1
  AND revoked_at IS NULL;
