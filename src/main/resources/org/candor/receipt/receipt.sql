-- Statements of the room receipt. The clock is the database's.

-- name: keep
-- $1 ids, $2 attempts, $3 channels, $4 references, $5 statuses, $6 calls, $7 news, $8 reasons, $9 codes, $10 enhanced codes,
-- $11 milliseconds to leave the address alone, $12 waits in milliseconds, apart by commas, $13 scopes, $14 milliseconds of
-- pause. What was said before is not kept again. In one order, so that two groups with the same receipts never wait for
-- each other in a circle.
INSERT INTO receipt (id, attempt, channel, reference, status, call, news, reason, code, enhanced, suppress, waits, scope,
    pause)
SELECT id, attempt, channel, reference, status, call, news, reason, code, enhanced, suppress,
       string_to_array(waits, ',')::bigint[], scope, pause
FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
        $10::text[], $11::bigint[], $12::text[], $13::text[], $14::bigint[])
    AS a (id, attempt, channel, reference, status, call, news, reason, code, enhanced, suppress, waits, scope, pause)
ORDER BY reference, attempt, status, call
ON CONFLICT DO NOTHING
RETURNING id

-- name: due
-- $1 most. In the order in which they came; held until it is noted what became of them, so that processes share the work
-- and one that dies lets go.
SELECT id, attempt, channel, reference, news, reason, code, enhanced, suppress, array_to_string(waits, ',') AS waits, scope,
       pause
FROM receipt WHERE due_at IS NOT NULL AND due_at <= statement_timestamp()
ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED

-- name: joined
-- $1 ids.
UPDATE receipt SET due_at = NULL, applied_at = clock_timestamp() WHERE id = ANY ($1::uuid[])

-- name: later
-- $1 ids, $2 shortest and $3 longest pause in milliseconds: it doubles with every try.
UPDATE receipt
SET tries = least(tries + 1, 1000), due_at = clock_timestamp()
    + least($3::double precision, $2::double precision * power(2, least(tries, 30))) * interval '1 millisecond'
WHERE id = ANY ($1::uuid[])

-- name: strange
-- $1 ids, $2 shortest and $3 longest pause, $4 milliseconds after which nobody waits any more for the attempt to become
-- known.
UPDATE receipt
SET tries = least(tries + 1, 1000), due_at = CASE WHEN received_at > clock_timestamp() - $4::bigint * interval '1 millisecond'
    THEN clock_timestamp()
        + least($3::double precision, $2::double precision * power(2, least(tries, 30))) * interval '1 millisecond' END
WHERE id = ANY ($1::uuid[])

-- name: of-another
-- $1 reference, $2 attempt.
SELECT 1 FROM receipt WHERE reference = $1 AND attempt <> $2 LIMIT 1

-- name: forget
-- $1 milliseconds, $2 most.
DELETE FROM receipt WHERE id IN (
    SELECT id FROM receipt WHERE received_at < statement_timestamp() - $1::bigint * interval '1 millisecond'
    LIMIT $2)

-- name: waiting
-- How long the oldest receipt has waited to be joined, in seconds, of those whose turn has come.
SELECT coalesce(extract(epoch FROM clock_timestamp() - min(due_at)), 0)::double precision AS seconds
FROM receipt WHERE due_at IS NOT NULL AND due_at <= statement_timestamp()
