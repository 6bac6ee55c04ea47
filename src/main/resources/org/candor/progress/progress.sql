-- Statements of the room progress. They read, and nothing else.

-- name: notice
-- $1 notice.
SELECT incident FROM notice WHERE id = $1

-- name: deliveries
-- $1 incidents (null: all), $2 channel, $3 state, $4 changed since (each null: any), $5 after, $6 most. Over all notices,
-- in the order in which they were made.
SELECT d.id, d.notice, d.recipient, d.channel, d.account, d.state, d.reason, d.attempt_no, d.possible_duplicate,
       d.duplicate_confirmed, d.due_at, d.quarantine_until, d.deadline, d.changed_at
FROM delivery d JOIN notice n ON n.id = d.notice
WHERE ($1::uuid[] IS NULL OR n.incident = ANY ($1)) AND ($2::text IS NULL OR d.channel = $2)
  AND ($3::text IS NULL OR d.state = $3) AND ($4::timestamptz IS NULL OR d.changed_at >= $4)
  AND d.id > $5
ORDER BY d.id
LIMIT $6

-- name: deliveries-of
-- $1 incidents (null: all), $2 channel, $3 state, $4 changed since (each null: any), $5 notice, $6 recipient and $7 channel
-- of the last one, $8 most. Of one notice, in the order of its people: walks the index that keeps them unique.
SELECT d.id, d.notice, d.recipient, d.channel, d.account, d.state, d.reason, d.attempt_no, d.possible_duplicate,
       d.duplicate_confirmed, d.due_at, d.quarantine_until, d.deadline, d.changed_at
FROM delivery d JOIN notice n ON n.id = d.notice
WHERE ($1::uuid[] IS NULL OR n.incident = ANY ($1)) AND ($2::text IS NULL OR d.channel = $2)
  AND ($3::text IS NULL OR d.state = $3) AND ($4::timestamptz IS NULL OR d.changed_at >= $4)
  AND d.notice = $5 AND (d.recipient, d.channel) > ($6::uuid, $7::text)
ORDER BY d.recipient, d.channel
LIMIT $8

-- name: delivery
-- $1 delivery.
SELECT d.id, d.notice, d.recipient, d.channel, d.account, d.state, d.reason, d.attempt_no, d.possible_duplicate,
       d.duplicate_confirmed, d.due_at, d.quarantine_until, d.deadline, d.changed_at, n.incident
FROM delivery d JOIN notice n ON n.id = d.notice
WHERE d.id = $1

-- name: attempts
-- $1 delivery. Two of a delivery's attempts are possible duplicates of each other: one in doubt or taken, and another one.
SELECT a.id, a.no, a.phase, a.begun_at, a.answered_at, a.outcome, a.reason, a.code, a.enhanced, a.provider_ref, a.source,
       d.possible_duplicate AND (a.outcome IS NULL OR a.outcome IN ('unknown', 'accepted')) AS possible_duplicate
FROM attempt a JOIN delivery d ON d.id = a.delivery
WHERE a.delivery = $1 ORDER BY a.no

-- name: evidence
-- $1 delivery. What became known of its attempts after their hand-offs.
SELECT attempt, at, source, news, reference, reason, code, enhanced FROM evidence WHERE delivery = $1 ORDER BY at, id

-- name: oldest-due
-- Per channel, how long the oldest delivery of an open run has been due, in seconds.
SELECT g.channel, coalesce(max(extract(epoch FROM clock_timestamp() - x.due_at)), 0)::double precision AS seconds
FROM gate g
LEFT JOIN LATERAL (
    SELECT min(d.due_at) AS due_at
    FROM run r CROSS JOIN LATERAL (
        SELECT d.due_at FROM delivery d
        WHERE d.account = g.account AND d.notice = r.notice AND d.due_at IS NOT NULL
        ORDER BY d.due_at LIMIT 1) d
    WHERE r.state = 'open' AND d.due_at <= clock_timestamp()) x ON true
GROUP BY g.channel

-- name: totals
-- Sums that only grow, and whether a commit waits for a standby: equal on every process.
SELECT (SELECT coalesce(sum(accepted), 0) FROM import) AS accepted,
       (SELECT coalesce(sum(merged), 0) FROM import) AS merged,
       (SELECT coalesce(sum(rejected), 0) FROM import) AS rejected,
       (SELECT count(*) FROM delivery d WHERE d.possible_duplicate
           AND (d.duplicate_confirmed
               OR (SELECT count(*) FROM attempt a WHERE a.delivery = d.id AND a.outcome = 'accepted') > 1)) AS doubles,
       current_setting('synchronous_standby_names') <> ''
           AND current_setting('synchronous_commit') IN ('on', 'remote_apply') AS replicated

-- name: alive
SELECT 1 AS one
