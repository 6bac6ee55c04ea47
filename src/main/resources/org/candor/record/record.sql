-- name: note
INSERT INTO audit (id, actor, action, subject, detail)
VALUES ($1, $2, $3, $4, $5);

-- name: deed-lock
-- $1 actor, $2 action. Held until the transaction ends, so that what is counted is not counted twice at once.
SELECT pg_advisory_xact_lock(hashtextextended($1 || chr(31) || $2, 11));

-- name: deeds
-- $1 actor, $2 action, $3 seconds, $4 most. How often within the last seconds, and after how many of them one of $4 is no longer.
SELECT count(*) AS n,
       coalesce((SELECT extract(epoch FROM a.at + make_interval(secs => $3) - clock_timestamp())::double precision
                 FROM audit a
                 WHERE a.actor = $1 AND a.action = $2
                 ORDER BY a.at DESC OFFSET greatest(0, $4::int - 1) LIMIT 1), 0)::double precision AS free_in
FROM audit
WHERE actor = $1 AND action = $2 AND at > clock_timestamp() - make_interval(secs => $3);

-- name: last-deed
-- $1 subject, $2 action. The last time that this was done to it.
SELECT actor, at, detail FROM audit WHERE subject = $1 AND action = $2 ORDER BY at DESC LIMIT 1;

-- name: any-open
SELECT EXISTS (SELECT 1 FROM audit_open) AS any;

-- name: seal-lock
-- Held until the transaction ends: links are made by one at a time, over all processes.
SELECT pg_try_advisory_xact_lock(hashtextextended('audit-chain', 7)) AS got;

-- name: chain-head
SELECT no, hash FROM audit_link ORDER BY no DESC LIMIT 1;

-- name: unsealed
-- $1 most. Committed rows that are no link yet.
SELECT a.id, sha256(convert_to(audit_line(a), 'UTF8')) AS digest
FROM audit_open o JOIN audit a ON a.id = o.audit
ORDER BY a.id
LIMIT $1;

-- name: seal
-- $1 numbers, $2 rows, $3 digests, $4 hashes.
WITH done AS (
    DELETE FROM audit_open WHERE audit = ANY ($2::uuid[])
)
INSERT INTO audit_link (no, audit, digest, hash)
SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::bytea[], $4::bytea[]);

-- name: sealed
-- $1 row.
SELECT no FROM audit_link WHERE audit = $1;

-- name: reading
-- $1 actor, $2 action or its noun, $3 subject (each null: any), $4 after this row (null: from the newest), $5 most. Ids rise with
-- time.
SELECT a.id, a.at, a.actor, a.action, a.subject, a.detail, l.no
FROM audit a LEFT JOIN audit_link l ON l.audit = a.id
WHERE ($1::text IS NULL OR a.actor = $1) AND ($3::uuid IS NULL OR a.subject = $3)
  AND ($2::text IS NULL OR a.action = $2 OR split_part(a.action, '.', 1) = $2)
  AND ($4::uuid IS NULL OR a.id < $4)
ORDER BY a.id DESC
LIMIT $5;

-- name: links
-- $1 after this number, $2 most. Each with the digest that its row has now, null if the row is gone.
SELECT l.no, l.digest, l.hash, sha256(convert_to(audit_line(a), 'UTF8')) AS now
FROM audit_link l LEFT JOIN audit a ON a.id = l.audit
WHERE l.no > $1
ORDER BY l.no
LIMIT $2;

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
    WHERE at < statement_timestamp() - make_interval(secs => $1)
    ORDER BY at
    LIMIT $2
    FOR UPDATE SKIP LOCKED);
