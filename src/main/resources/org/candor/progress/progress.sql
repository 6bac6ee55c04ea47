-- Statements of the room progress. They read, and nothing else.

-- name: notice
-- $1 notice.
SELECT incident FROM notice WHERE id = $1

-- name: deliveries
-- $1 incidents (null: all), $2 channel, $3 state, $4 changed since, $5 reason, $6 domain (each null: any), $7 after, $8 most.
-- Over all notices, in the order in which they were made.
SELECT d.id, d.notice, d.recipient, d.channel, d.account, d.state, d.reason, d.attempt_no, d.possible_duplicate,
       d.duplicate_confirmed, d.due_at, d.quarantine_until, d.deadline, d.changed_at, d.domain, n.incident
FROM delivery d JOIN notice n ON n.id = d.notice
WHERE ($1::uuid[] IS NULL OR n.incident = ANY ($1)) AND ($2::text IS NULL OR d.channel = $2)
  AND ($3::text IS NULL OR d.state = $3) AND ($4::timestamptz IS NULL OR d.changed_at >= $4)
  AND ($5::text IS NULL OR d.reason = $5) AND ($6::smallint IS NULL OR d.domain = $6)
  AND d.id > $7
ORDER BY d.id
LIMIT $8

-- name: deliveries-of
-- $1 incidents (null: all), $2 channel, $3 state, $4 changed since, $5 reason, $6 domain (each null: any), $7 notice,
-- $8 recipient and $9 channel of the last one, $10 most. Of one notice, in the order of its people: walks the index that keeps
-- them unique.
SELECT d.id, d.notice, d.recipient, d.channel, d.account, d.state, d.reason, d.attempt_no, d.possible_duplicate,
       d.duplicate_confirmed, d.due_at, d.quarantine_until, d.deadline, d.changed_at, d.domain, n.incident
FROM delivery d JOIN notice n ON n.id = d.notice
WHERE ($1::uuid[] IS NULL OR n.incident = ANY ($1)) AND ($2::text IS NULL OR d.channel = $2)
  AND ($3::text IS NULL OR d.state = $3) AND ($4::timestamptz IS NULL OR d.changed_at >= $4)
  AND ($5::text IS NULL OR d.reason = $5) AND ($6::smallint IS NULL OR d.domain = $6)
  AND d.notice = $7 AND (d.recipient, d.channel) > ($8::uuid, $9::text)
ORDER BY d.recipient, d.channel
LIMIT $10

-- name: deliveries-of-domain
-- As deliveries-of, of one receiving domain: walks the index by domain.
SELECT d.id, d.notice, d.recipient, d.channel, d.account, d.state, d.reason, d.attempt_no, d.possible_duplicate,
       d.duplicate_confirmed, d.due_at, d.quarantine_until, d.deadline, d.changed_at, d.domain, n.incident
FROM delivery d JOIN notice n ON n.id = d.notice
WHERE ($1::uuid[] IS NULL OR n.incident = ANY ($1)) AND ($2::text IS NULL OR d.channel = $2)
  AND ($3::text IS NULL OR d.state = $3) AND ($4::timestamptz IS NULL OR d.changed_at >= $4)
  AND ($5::text IS NULL OR d.reason = $5) AND d.domain = $6::smallint
  AND d.notice = $7 AND (d.recipient, d.channel) > ($8::uuid, $9::text)
ORDER BY d.recipient, d.channel
LIMIT $10

-- name: deliveries-of-reason
-- As deliveries-of, of one reason: walks the index by reason.
SELECT d.id, d.notice, d.recipient, d.channel, d.account, d.state, d.reason, d.attempt_no, d.possible_duplicate,
       d.duplicate_confirmed, d.due_at, d.quarantine_until, d.deadline, d.changed_at, d.domain, n.incident
FROM delivery d JOIN notice n ON n.id = d.notice
WHERE ($1::uuid[] IS NULL OR n.incident = ANY ($1)) AND ($2::text IS NULL OR d.channel = $2)
  AND ($3::text IS NULL OR d.state = $3) AND ($4::timestamptz IS NULL OR d.changed_at >= $4)
  AND d.reason = $5::text AND ($6::smallint IS NULL OR d.domain = $6)
  AND d.notice = $7 AND (d.recipient, d.channel) > ($8::uuid, $9::text)
ORDER BY d.recipient, d.channel
LIMIT $10

-- name: standing
-- $1 notice, $2 deliveries. In which state each of them is, and whether its address is to be left alone.
SELECT d.id, d.state, EXISTS (SELECT 1 FROM suppression s
    WHERE s.address_bi = d.address_bi AND s.channel = d.channel AND s.until > clock_timestamp()) AS left_alone
FROM delivery d
WHERE d.notice = $1 AND d.id = ANY ($2::uuid[])

-- name: deliveries-to
-- $1 incident, $2 recipient, $3 most. What goes to one person, the newest first: a look for each of the incident's notices.
SELECT d.id, d.notice, d.recipient, d.channel, d.account, d.state, d.reason, d.attempt_no, d.possible_duplicate,
       d.duplicate_confirmed, d.due_at, d.quarantine_until, d.deadline, d.changed_at, d.domain, n.incident
FROM notice n JOIN delivery d ON d.notice = n.id AND d.recipient = $2
WHERE n.incident = $1
ORDER BY d.id DESC
LIMIT $3

-- name: trouble
-- As deliveries, of those in trouble alone: few of many, kept apart.
SELECT d.id, d.notice, d.recipient, d.channel, d.account, d.state, d.reason, d.attempt_no, d.possible_duplicate,
       d.duplicate_confirmed, d.due_at, d.quarantine_until, d.deadline, d.changed_at, d.domain, n.incident
FROM trouble t JOIN delivery d ON d.id = t.delivery JOIN notice n ON n.id = d.notice
WHERE ($1::uuid[] IS NULL OR n.incident = ANY ($1)) AND ($2::text IS NULL OR t.channel = $2)
  AND ($3::text IS NULL OR t.state = $3) AND ($4::timestamptz IS NULL OR d.changed_at >= $4)
  AND ($5::text IS NULL OR t.reason = $5) AND ($6::smallint IS NULL OR d.domain = $6)
  AND t.delivery > $7
ORDER BY t.delivery
LIMIT $8

-- name: trouble-of
-- As deliveries-of, of those in trouble alone.
SELECT d.id, d.notice, d.recipient, d.channel, d.account, d.state, d.reason, d.attempt_no, d.possible_duplicate,
       d.duplicate_confirmed, d.due_at, d.quarantine_until, d.deadline, d.changed_at, d.domain, n.incident
FROM trouble t JOIN delivery d ON d.id = t.delivery JOIN notice n ON n.id = d.notice
WHERE ($1::uuid[] IS NULL OR n.incident = ANY ($1)) AND ($2::text IS NULL OR t.channel = $2)
  AND ($3::text IS NULL OR t.state = $3) AND ($4::timestamptz IS NULL OR d.changed_at >= $4)
  AND ($5::text IS NULL OR t.reason = $5) AND ($6::smallint IS NULL OR d.domain = $6)
  AND t.notice = $7 AND (t.recipient, t.channel) > ($8::uuid, $9::text)
ORDER BY t.recipient, t.channel
LIMIT $10

-- name: reasons
-- $1 notice, $2 most rows looked at. Of the deliveries in trouble, how many have which reason.
SELECT channel, state, reason, count(*) AS n
FROM (SELECT channel, state, reason FROM trouble WHERE notice = $1 ORDER BY notice, recipient, channel LIMIT $2) t
GROUP BY channel, state, reason
ORDER BY n DESC, channel, state, reason

-- name: delivery
-- $1 delivery.
SELECT d.id, d.notice, d.recipient, d.channel, d.account, d.state, d.reason, d.attempt_no, d.possible_duplicate,
       d.duplicate_confirmed, d.due_at, d.quarantine_until, d.deadline, d.changed_at, d.domain, n.incident
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

-- name: dossier-notice
-- $1 notice. What was decided about it, by whom and when, as a line of JSON.
SELECT n.incident, n.content_hash IS NOT NULL AS submitted, utc_text(clock_timestamp()) AS now,
       json_build_object('id', n.id, 'incident', n.incident, 'kind', n.kind, 'follows', n.follows, 'state', n.state,
           'authors', n.authors, 'created_at', utc_text(n.created_at), 'submitted_by', n.submitted_by,
           'submitted_at', utc_text(n.submitted_at), 'content_hash', n.content_hash, 'audience', n.audience,
           'approved_by', n.approved_by, 'approved_at', utc_text(n.approved_at), 'approved_hash', n.approved_hash,
           'approved_audience', n.approved_audience, 'released_by', n.released_by,
           'released_at', utc_text(n.released_at), 'deadline', utc_text(n.deadline),
           'finished_at', utc_text(n.finished_at), 'fanned_out', coalesce(f.done, false), 'extended', n.extended,
           'extensions', (SELECT coalesce(json_agg(json_build_object('no', x.no, 'audience', x.audience,
                   'imports', x.imports, 'asked_by', x.asked_by, 'asked_at', utc_text(x.asked_at),
                   'approved_by', x.approved_by, 'approved_at', utc_text(x.approved_at), 'content_hash', x.content_hash,
                   'released_at', utc_text(x.released_at)) ORDER BY x.no), '[]')
               FROM notice_extension x WHERE x.notice = n.id),
           'no_address', coalesce((SELECT json_object_agg(c.channel, c.people ORDER BY c.channel)
               FROM (SELECT channel, sum(no_address) AS people FROM notice_channel WHERE notice = n.id GROUP BY channel) c),
               '{}'))::text AS line
FROM notice n LEFT JOIN fan_out f ON f.notice = n.id
WHERE n.id = $1

-- name: dossier-deliveries
-- $1 notice, $2 recipient and $3 channel of the last one, $4 most. Each with its attempts, and what became known of them
-- later, as a line of JSON.
WITH page AS (
    SELECT * FROM delivery d
    WHERE d.notice = $1 AND (d.recipient, d.channel) > ($2::uuid, $3::text)
    ORDER BY d.recipient, d.channel
    LIMIT $4
)
SELECT p.recipient, p.channel, p.state,
       json_build_object('id', p.id, 'recipient', CASE WHEN p.channel <> 'social' THEN p.recipient END,
           'channel', p.channel, 'account', p.account, 'state', p.state, 'reason', p.reason,
           'possible_duplicate', p.possible_duplicate, 'duplicate_confirmed', p.duplicate_confirmed,
           'changed_at', utc_text(p.changed_at),
           'attempts', (SELECT coalesce(json_agg(json_build_object('id', a.id, 'no', a.no, 'phase', a.phase,
                   'begun_at', utc_text(a.begun_at), 'answered_at', utc_text(a.answered_at), 'outcome', a.outcome,
                   'reason', a.reason, 'code', a.code, 'enhanced', a.enhanced, 'reference', a.provider_ref,
                   'source', a.source,
                   'evidence', (SELECT coalesce(json_agg(json_build_object('at', utc_text(e.at), 'source', e.source,
                           'news', e.news, 'reference', e.reference, 'reason', e.reason, 'code', e.code,
                           'enhanced', e.enhanced) ORDER BY e.at, e.id), '[]')
                       FROM evidence e WHERE e.delivery = p.id AND e.attempt = a.id)) ORDER BY a.no), '[]')
               FROM attempt a WHERE a.delivery = p.id))::text AS line
FROM page p
ORDER BY p.recipient, p.channel

-- name: dossier-records
-- $1 subjects. How many rows of the record are about them.
SELECT count(*) AS n FROM audit WHERE subject = ANY ($1::uuid[])

-- name: dossier-start
-- $1 subjects. What the chain of the record was before the first row about one of them.
SELECT l.no - 1 AS no,
       coalesce((SELECT encode(p.hash, 'hex') FROM audit_link p WHERE p.no = l.no - 1), repeat('0', 64)) AS hash
FROM audit a JOIN audit_link l ON l.audit = a.id
WHERE a.subject = ANY ($1::uuid[])
ORDER BY l.no
LIMIT 1

-- name: dossier-links
-- $1 subjects, $2 after this number, $3 up to this one, $4 most. Rows about the subjects in full, of the others the digest.
SELECT l.no, encode(l.digest, 'hex') AS digest, encode(l.hash, 'hex') AS hash,
       CASE WHEN a.subject = ANY ($1::uuid[]) THEN audit_line(a) END AS line
FROM audit_link l JOIN audit a ON a.id = l.audit
WHERE l.no > $2 AND l.no <= $3
ORDER BY l.no
LIMIT $4

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
