-- name: find
-- $1 hash, $2 calls a minute for keys without a number of their own. Takes one of its calls, which come back evenly over the
-- minute, whichever process is asked: a key has as many at once as it has in a minute. What is refused costs nothing.
WITH found AS (
    SELECT id, owner, scopes, incidents, contact, makers, coalesce(calls_per_minute, $2::integer) AS calls
    FROM api_key
    WHERE hash = $1
      AND revoked_at IS NULL
      AND (expires_at IS NULL OR expires_at > clock_timestamp())
      AND (retires_at IS NULL OR retires_at > clock_timestamp())
), spent AS (
    INSERT INTO call_budget AS b (key, full_at, used_at)
    SELECT id, clock_timestamp() + interval '1 minute' / calls, clock_timestamp() FROM found
    ON CONFLICT (key) DO UPDATE
    SET used_at = clock_timestamp(), full_at = greatest(least(b.full_at, clock_timestamp() + interval '1 minute'), clock_timestamp()) + (SELECT interval '1 minute' / calls FROM found)
    WHERE greatest(least(b.full_at, clock_timestamp() + interval '1 minute'), clock_timestamp()) + (SELECT interval '1 minute' / calls FROM found)
        <= clock_timestamp() + interval '1 minute'
    RETURNING full_at
)
SELECT f.id, f.owner, f.scopes, f.incidents, f.contact, f.makers, f.calls, s.full_at IS NOT NULL AS may,
       greatest(0, extract(epoch FROM coalesce(s.full_at, b.full_at, clock_timestamp()) - clock_timestamp()))::double precision
           AS full_in
FROM found f LEFT JOIN spent s ON true LEFT JOIN call_budget b ON b.key = f.id;

-- name: spend
-- $1 who, $2 calls a minute. Takes one call as find does, for those who do not come with a key: whom the issuer names, and sessions.
WITH spent AS (
    INSERT INTO call_budget AS b (key, full_at, used_at)
    VALUES ($1, clock_timestamp() + interval '1 minute' / $2::integer, clock_timestamp())
    ON CONFLICT (key) DO UPDATE
    SET used_at = clock_timestamp(),
        full_at = greatest(least(b.full_at, clock_timestamp() + interval '1 minute'), clock_timestamp()) + interval '1 minute' / $2::integer
    WHERE greatest(least(b.full_at, clock_timestamp() + interval '1 minute'), clock_timestamp()) + interval '1 minute' / $2::integer
        <= clock_timestamp() + interval '1 minute'
    RETURNING full_at
)
SELECT s.full_at IS NOT NULL AS may,
       greatest(0, extract(epoch FROM coalesce(s.full_at, b.full_at, clock_timestamp()) - clock_timestamp()))::double precision
           AS full_in
FROM (SELECT 1) one LEFT JOIN spent s ON true LEFT JOIN call_budget b ON b.key = $1;

-- name: create
-- $1-$10 the key, $11 who makes it, $12 whose key it is made with, and theirs.
WITH made AS (
    INSERT INTO api_key (id, hash, name, owner, scopes, incidents, contact, source, expires_at, calls_per_minute, makers)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $12)
    RETURNING id, owner, scopes, incidents, source
)
SELECT id, noted($11, 'key.created', id,
    jsonb_build_object('owner', owner, 'scopes', scopes, 'incidents', incidents, 'source', source))
FROM made;

-- name: key-twin-lock
-- $1 owner. Held until the transaction ends.
SELECT pg_advisory_xact_lock(hashtextextended('candor.key.' || $1::text, 0));

-- name: key-twin
-- $1 owner, $2 name.
SELECT 1 FROM api_key
WHERE owner = $1 AND name = $2 AND source = 'api' AND created_at > clock_timestamp() - interval '1 minute' LIMIT 1;

-- name: load
-- $1-$10 the key, $11 who takes it over. A key of the file is what the file says now, also after it was taken out and put
-- back; what a person revoked stays so. Nothing is done, and nothing noted, where nothing changes: each process reads the file.
WITH known AS (
    SELECT 1 FROM api_key WHERE hash = $2
), kept AS (
    INSERT INTO api_key AS old (id, hash, name, owner, scopes, incidents, contact, source, expires_at, calls_per_minute)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    ON CONFLICT (hash) DO UPDATE
    SET name = excluded.name, owner = excluded.owner, scopes = excluded.scopes, incidents = excluded.incidents,
        contact = excluded.contact, source = excluded.source, expires_at = excluded.expires_at,
        calls_per_minute = excluded.calls_per_minute,
        revoked_at = CASE WHEN old.revoked_by = 'person' THEN old.revoked_at END,
        revoked_by = CASE WHEN old.revoked_by = 'person' THEN old.revoked_by END
    WHERE (old.name, old.owner, old.scopes, old.incidents, old.contact, old.source, old.expires_at, old.calls_per_minute)
            IS DISTINCT FROM (excluded.name, excluded.owner, excluded.scopes, excluded.incidents, excluded.contact,
                excluded.source, excluded.expires_at, excluded.calls_per_minute)
       OR old.revoked_by = 'source'
    RETURNING id, owner, scopes, incidents, source
)
SELECT id, noted($11, CASE WHEN EXISTS (SELECT 1 FROM known) THEN 'key.changed' ELSE 'key.created' END, id,
    jsonb_build_object('owner', owner, 'scopes', scopes, 'incidents', incidents, 'source', source))
FROM kept;

-- name: revokeOthers
-- $1 source, $2 hashes, $3 who revokes. Keys of this source that are in its file no longer.
WITH gone AS (
    UPDATE api_key
    SET revoked_at = clock_timestamp(), revoked_by = 'source'
    WHERE source = $1
      AND revoked_at IS NULL
      AND NOT hash = ANY ($2::bytea[])
    RETURNING id, owner, source
)
SELECT id, noted($3, 'key.revoked', id, jsonb_build_object('owner', owner, 'source', source)) FROM gone;

-- name: revoke
-- $1 id, $2 who revokes, $3 why (null: not said). No row: there is none that is not revoked.
WITH gone AS (
    UPDATE api_key
    SET revoked_at = clock_timestamp(), revoked_by = 'person'
    WHERE id = $1
      AND revoked_at IS NULL
    RETURNING id, owner
)
SELECT id, noted($2, 'key.revoked', id, jsonb_strip_nulls(jsonb_build_object('owner', owner, 'reason', $3::text))) FROM gone;

-- name: keys
-- $1 id (null: all), $2 after (null: from the newest), $3 most. Never the hash.
SELECT k.id, k.name, k.owner, k.scopes, k.incidents, k.contact IS NOT NULL AS contact, k.source, k.makers,
       k.calls_per_minute,
       k.replaces, k.created_at, least(k.expires_at, k.retires_at) AS expires_at, k.revoked_at, b.used_at,
       k.revoked_at IS NULL AND coalesce(least(k.expires_at, k.retires_at) > clock_timestamp(), true) AS active
FROM api_key k LEFT JOIN call_budget b ON b.key = k.id
WHERE ($1::uuid IS NULL OR k.id = $1) AND ($2::uuid IS NULL OR k.id < $2)
ORDER BY k.id DESC
LIMIT $3;

-- name: own
-- $1 whose call it is, $2 calls a minute for keys without a number of their own. What they make ends by then and has no more
-- calls; who comes without a key may give it a year.
SELECT CASE WHEN k.id IS NULL THEN clock_timestamp() + interval '1 year' ELSE least(k.expires_at, k.retires_at) END AS until,
       coalesce(k.calls_per_minute, $2::integer) AS calls
FROM (SELECT 1) one LEFT JOIN api_key k ON k.id = $1;

-- name: key-lock
-- $1 key. Held until the transaction ends: two rotations of it come one after the other.
SELECT 1 FROM api_key WHERE id = $1 FOR UPDATE;

-- name: rotated
-- $1 key, which is locked before this is asked. Whether another one that works has taken its place already.
SELECT k.owner, k.scopes, k.expires_at, k.calls_per_minute,
       k.revoked_at IS NULL AND coalesce(least(k.expires_at, k.retires_at) > clock_timestamp(), true) AS active,
       EXISTS (SELECT 1 FROM api_key n
           WHERE n.replaces = k.id AND n.revoked_at IS NULL
             AND coalesce(least(n.expires_at, n.retires_at) > clock_timestamp(), true)) AS replaced
FROM api_key k
WHERE k.id = $1;

-- name: rotate
-- $1 new id, $2 its hash, $3 the key whose place it takes, $4 when that one ends (null: when it is revoked), $5 who rotates,
-- $6 whose key it is made with, and theirs, $7 when the new one ends, $8 its calls a minute. What the old one had been made with
-- counts on.
WITH made AS (
    INSERT INTO api_key (id, hash, name, owner, scopes, incidents, contact, source, expires_at, calls_per_minute, makers, replaces)
    SELECT $1, $2, name, owner, scopes, incidents, contact, 'api', $7::timestamptz, $8::integer,
           ARRAY(SELECT DISTINCT m FROM unnest(makers || $6::text[]) m ORDER BY m), id
    FROM api_key WHERE id = $3
    RETURNING id, owner, scopes
), old AS (
    UPDATE api_key SET retires_at = least(retires_at, $4::timestamptz) WHERE id = $3 AND $4::timestamptz IS NOT NULL
)
SELECT id, noted($5, 'key.rotated', id, jsonb_strip_nulls(jsonb_build_object('owner', owner, 'scopes', scopes,
    'replaces', $3::uuid, 'old_expires_at', utc_text($4::timestamptz))))
FROM made;

-- name: session-drop
-- $1 hash of a session that ends now, $2 seconds it may be left alone, $3 seconds it may last. And all that are over.
DELETE FROM operator_session
WHERE hash = $1
   OR seen_at < clock_timestamp() - make_interval(secs => $2)
   OR made_at < clock_timestamp() - make_interval(secs => $3);

-- name: session-start
INSERT INTO operator_session (id, hash, key, owner, scopes) VALUES ($1, $2, $3, $4, $5);

-- name: session-find
-- $1 hash, $2 seconds it may be left alone, $3 seconds it may last, $4 calls a minute for keys without a number of their own.
-- What the key may do is read anew, and a key that is revoked or over is the end of it.
WITH seen AS (
    UPDATE operator_session
    SET seen_at = clock_timestamp()
    WHERE hash = $1
      AND seen_at >= clock_timestamp() - make_interval(secs => $2)
      AND made_at >= clock_timestamp() - make_interval(secs => $3)
    RETURNING key, owner, scopes
)
SELECT s.key, coalesce(k.owner, s.owner) AS owner, coalesce(k.scopes, s.scopes) AS scopes,
       coalesce(k.incidents, '{}') AS incidents, k.contact, coalesce(k.makers, '{}') AS makers,
       coalesce(k.calls_per_minute, $4::integer) AS calls, z.zone
FROM seen s LEFT JOIN api_key k ON k.id = s.key LEFT JOIN operator_zone z ON z.owner = coalesce(k.owner, s.owner)
WHERE s.key IS NULL
   OR k.revoked_at IS NULL AND coalesce(least(k.expires_at, k.retires_at) > clock_timestamp(), true);

-- name: zone-choose
-- $1 owner, $2 zone.
INSERT INTO operator_zone (owner, zone) VALUES ($1, $2) ON CONFLICT (owner) DO UPDATE SET zone = excluded.zone;

-- name: session-young
-- $1 hash, $2 seconds. Whether its operator signed in no longer ago.
SELECT 1 FROM operator_session WHERE hash = $1 AND made_at >= clock_timestamp() - make_interval(secs => $2);

-- name: session-end
DELETE FROM operator_session WHERE hash = $1;

-- name: vault-check-make
-- $1 blind index of a constant, $2 a key wrapped by ours. The first process that starts on a database makes it.
INSERT INTO vault_check (index_bi, wrapped) VALUES ($1, $2) ON CONFLICT (one) DO NOTHING;

-- name: vault-check
SELECT index_bi, wrapped FROM vault_check;

-- name: vault-check-rewrap
-- $1 as it was, $2 as it is wrapped now.
UPDATE vault_check SET wrapped = $2 WHERE wrapped = $1;

-- name: keys-otherwise
-- $1 with what each key begins that is wrapped by what wraps now.
SELECT keys_wrapped_otherwise($1) + (SELECT count(*) FROM vault_check
    WHERE substring(wrapped FROM 1 FOR octet_length($1::bytea)) <> $1::bytea) AS n;
