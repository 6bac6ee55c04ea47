-- name: note
INSERT INTO audit (id, actor, action, subject, detail)
VALUES ($1, $2, $3, $4, $5);

-- name: lock
-- Held until the transaction ends. A hash that collides costs a needless 409, never a wrong answer.
SELECT pg_try_advisory_xact_lock(hashtextextended($1 || chr(31) || $2, 7)) AS got;

-- name: find
SELECT fingerprint, status, location, etag, body
FROM idempotency
WHERE client = $1
  AND key = $2;

-- name: store
INSERT INTO idempotency (client, key, fingerprint, status, location, etag, body)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: purge
-- A batch at a time: a long delete would hold back vacuum and the answers being written.
DELETE FROM idempotency
WHERE (client, key) IN (
    SELECT client, key
    FROM idempotency
    WHERE at < clock_timestamp() - make_interval(secs => $1)
    ORDER BY at
    LIMIT $2
    FOR UPDATE SKIP LOCKED);
