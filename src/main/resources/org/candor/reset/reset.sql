-- name: know
-- The row that a revocation or an announcement finds; offering and announcing come in either order.
INSERT INTO reset_notice (notice, incident, code)
VALUES ($1, $2, $3)
ON CONFLICT (notice) DO NOTHING;

-- name: announce
-- The first time stays: a second announcement corrects what is said, not when it was sent.
UPDATE reset_notice
SET announced_at = coalesce(announced_at, clock_timestamp()),
    channels = $2,
    subjects = $3,
    default_locale = $4
WHERE notice = $1;

-- name: offer
-- A page that is offered again makes no second links, and counts none.
WITH made AS (
    INSERT INTO reset_link (token_hash, notice, recipient, incident, version, expires_at)
    SELECT it.token_hash, $1, it.recipient, $2, $3, $4
    FROM unnest($5::bytea[], $6::uuid[]) AS it (token_hash, recipient)
    ON CONFLICT (token_hash) DO NOTHING
    RETURNING 1),
counted AS (
    INSERT INTO reset_offer (notice, links)
    SELECT $1, count(*) FROM made HAVING count(*) > 0)
UPDATE reset_notice
SET expires_at = greatest(expires_at, $4)
WHERE notice = $1;

-- name: supersede
-- A newer notice's link takes the place of the older ones. The common case, a first notice, asks one index and is done.
UPDATE reset_link
SET revoked_at = clock_timestamp()
WHERE recipient = ANY ($4)
  AND incident = $2
  AND (notice <> $1 OR version < $3)
  AND revoked_at IS NULL
  AND used_at IS NULL
  AND (EXISTS (SELECT 1 FROM reset_notice WHERE incident = $2 AND notice <> $1) OR $3 > 1);

-- name: revoke
UPDATE reset_notice
SET revoked_at = coalesce(revoked_at, clock_timestamp())
WHERE notice = $1;

-- name: forget
-- $1 recipient, who was erased: no link works any more, and what was asked for is handed over to nobody.
WITH links AS (
    UPDATE reset_link SET revoked_at = clock_timestamp() WHERE recipient = $1 AND used_at IS NULL AND revoked_at IS NULL
)
UPDATE reset_request SET next_try_at = NULL, last_answer = 'erased' WHERE recipient = $1 AND state = 'requested';

-- name: forget-all
-- $1 incident, whose people were erased: what revoke does to one notice, and what forget does to one person.
WITH links AS (
    UPDATE reset_notice SET revoked_at = coalesce(revoked_at, clock_timestamp()) WHERE incident = $1
)
UPDATE reset_request SET next_try_at = NULL, last_answer = 'erased' WHERE incident = $1 AND state = 'requested';

-- name: link
-- Whose link this is, while it can be used.
SELECT notice, recipient, incident
FROM reset_link AS l
WHERE token_hash = $1
  AND used_at IS NULL
  AND l.revoked_at IS NULL
  AND expires_at > clock_timestamp()
  AND NOT EXISTS (SELECT 1 FROM reset_notice AS n WHERE n.notice = l.notice AND n.revoked_at IS NOT NULL);

-- name: request
-- Of fifty at once one updates the link; the others wait for its row lock and then find it used. Nothing is used up where
-- nothing is recorded: a person over the day's limit keeps the link.
WITH used AS (
    UPDATE reset_link AS l
    SET used_at = clock_timestamp()
    WHERE token_hash = $1
      AND used_at IS NULL
      AND revoked_at IS NULL
      AND expires_at > clock_timestamp()
      AND NOT EXISTS (SELECT 1 FROM reset_notice AS n WHERE n.notice = l.notice AND n.revoked_at IS NOT NULL)
      AND (
        SELECT count(*)
        FROM reset_request AS r
        WHERE r.recipient = l.recipient
          AND r.requested_at > clock_timestamp() - INTERVAL '1 day') < $5
    RETURNING notice, recipient, incident)
INSERT INTO reset_request (id, reference, notice, recipient, incident, kind, state, handed_over_at, next_try_at)
SELECT $2, $3, notice, recipient, incident, $4,
    CASE WHEN $6 = 'person' THEN 'handed_over' ELSE 'requested' END,
    CASE WHEN $6 = 'person' THEN clock_timestamp() END,
    CASE WHEN $6 = 'webhook' THEN clock_timestamp() END
FROM used
RETURNING id, notice, recipient;

-- name: repeated
-- The request that this link was used for a moment ago: a second press of the button ends on the same page.
SELECT r.id
FROM reset_link AS l
JOIN reset_request AS r USING (notice, recipient)
WHERE l.token_hash = $1
  AND r.kind = $2
  AND r.requested_at > clock_timestamp() - INTERVAL '10 minutes';

-- name: limited
-- True for a link that would work if its person had not asked too often today.
SELECT count(*) >= $2 AS limited
FROM reset_request AS r
JOIN reset_link AS l USING (recipient)
WHERE l.token_hash = $1
  AND l.used_at IS NULL
  AND r.requested_at > clock_timestamp() - INTERVAL '1 day';

-- name: view
SELECT id, reference, notice, recipient, incident, kind, state, requested_at, handed_over_at, completed_at, tries,
    next_try_at, last_answer
FROM reset_request
WHERE id = $1;

-- name: lock
SELECT id, reference, notice, recipient, incident, kind, state, requested_at, handed_over_at, completed_at, tries,
    next_try_at, last_answer
FROM reset_request
WHERE id = $1
FOR UPDATE;

-- name: list
-- Newest last, so that a cursor never skips what comes in while somebody reads.
SELECT id, reference, notice, recipient, incident, kind, state, requested_at, handed_over_at, completed_at, tries,
    next_try_at, last_answer
FROM reset_request
WHERE id > $1
  AND ($2::text IS NULL OR state = $2)
  AND ($3::uuid IS NULL OR notice = $3)
  AND ($4::text IS NULL OR reference = $4)
  AND (cardinality($5::uuid[]) = 0 OR incident = ANY ($5))
ORDER BY id
LIMIT $6;

-- name: complete
UPDATE reset_request
SET state = 'completed',
    handed_over_at = coalesce(handed_over_at, clock_timestamp()),
    completed_at = clock_timestamp(),
    next_try_at = NULL
WHERE id = $1
  AND state <> 'completed';

-- name: incident
SELECT incident
FROM reset_notice
WHERE notice = $1;

-- name: counts
-- Each is a figure of its own time: whoever completed was handed over, whoever was handed over had asked.
SELECT offered,
    requested,
    handed_over,
    completed,
    CASE WHEN expires_at <= clock_timestamp() THEN greatest(offered - people, 0) ELSE 0 END AS expired
FROM (
    SELECT coalesce(sum(links), 0)::bigint AS offered
    FROM reset_offer
    WHERE notice = $1) AS offers,
(
    SELECT count(*) AS requested,
        count(DISTINCT recipient) AS people,
        count(*) FILTER (WHERE state <> 'requested') AS handed_over,
        count(*) FILTER (WHERE state = 'completed') AS completed
    FROM reset_request
    WHERE notice = $1) AS requests,
(
    SELECT max(expires_at) AS expires_at
    FROM reset_notice
    WHERE notice = $1) AS known;

-- name: verify
-- A code need not be unique; the newest notice that has it comes first.
SELECT notice, incident, announced_at, channels, subjects, default_locale
FROM reset_notice
WHERE code = $1
  AND announced_at IS NOT NULL
ORDER BY announced_at DESC
LIMIT 3;

-- name: latest
-- The incident that people were last written to about: who we are, for pages that know nobody.
SELECT incident
FROM reset_notice
ORDER BY announced_at DESC NULLS LAST, notice DESC
LIMIT 1;

-- name: due
-- Claimed by moving the next try beyond the time that one call may take: a process that dies loses the claim with it.
UPDATE reset_request
SET tries = tries + 1,
    next_try_at = clock_timestamp() + make_interval(secs => $2)
WHERE id IN (
    SELECT id
    FROM reset_request
    WHERE next_try_at <= statement_timestamp()
    ORDER BY next_try_at
    LIMIT $1
    FOR UPDATE SKIP LOCKED)
RETURNING id, reference, notice, recipient, incident, kind, requested_at, tries;

-- name: handed-over
UPDATE reset_request
SET state = 'handed_over',
    handed_over_at = clock_timestamp(),
    next_try_at = NULL,
    last_answer = $2
WHERE id = $1
  AND state = 'requested';

-- name: not-handed-over
-- Only the call that was made last moves the next one; $4 null: no more calls.
UPDATE reset_request
SET next_try_at = clock_timestamp() + make_interval(secs => $4),
    last_answer = $3
WHERE id = $1
  AND state = 'requested'
  AND tries = $2;

-- name: waiting
-- The age of the oldest request that the identity provider has not taken yet; 0 for none.
SELECT coalesce(extract(EPOCH FROM clock_timestamp() - min(requested_at)), 0)::double precision AS seconds
FROM reset_request
WHERE next_try_at IS NOT NULL;
