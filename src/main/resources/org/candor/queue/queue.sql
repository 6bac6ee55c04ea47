-- Statements of the room queue. The clock is the database's: processes never argue about time.

-- name: fill
-- $1 notice, $2 channel, $3 account, $4 not before (null: now), $5 deadline, $6 ids, $7 recipients, $8 address indexes,
-- $9 reasons not to send (null: send), $10 times of each not to begin before (null: $4), $11 only for people whom email
-- fails, $12 numbers of receiving domains (null: no email), $13 when it was released (null: with its run). A rerun of the same page adds nothing. A message that waits
-- for an email's end is queued and due when it would be too late for it: nothing claims it before the email's end frees it.
-- In a run that an old backup had not fanned out to its end, nobody knows who got one since; who was added after a person
-- had decided about that backup got none.
WITH asked AS (
    SELECT * FROM unnest($6::uuid[], $7::uuid[], $8::bytea[], $9::text[], $10::timestamptz[], $12::smallint[])
        AS a (id, recipient, address_bi, reason, not_before, domain)
), judged AS (
    SELECT a.*, coalesce(a.reason, s.reason) AS not_sent,
           $11::boolean AND EXISTS (SELECT 1 FROM delivery e
               WHERE e.notice = $1 AND e.recipient = a.recipient AND e.channel = 'email'
                 AND e.state NOT IN ('failed', 'bounced', 'suppressed', 'expired', 'cancelled')) AS after_email,
           coalesce((SELECT r.held AND ($13::timestamptz > r.held_at) IS NOT TRUE FROM run r WHERE r.notice = $1), false) AS held
    FROM asked a
    LEFT JOIN suppression s ON s.address_bi = a.address_bi AND s.channel = $2 AND s.until > clock_timestamp()
), added AS (
    INSERT INTO delivery (id, notice, recipient, channel, account, address_bi, state, reason, due_at, deadline, domain,
        restored)
    SELECT id, $1, recipient, $2, $3, address_bi,
           CASE WHEN not_sent IS NOT NULL THEN 'suppressed' WHEN held THEN 'unknown' ELSE 'queued' END,
           CASE WHEN not_sent IS NOT NULL THEN not_sent WHEN held THEN 'restored-backup'
                WHEN after_email THEN 'after-email' END,
           CASE WHEN not_sent IS NOT NULL OR held THEN NULL WHEN after_email THEN $5
                ELSE coalesce(not_before, $4::timestamptz, clock_timestamp()) END, $5, domain,
           held AND not_sent IS NULL
    FROM judged
    ON CONFLICT (notice, recipient, channel) DO NOTHING
    RETURNING state
), told AS (
    INSERT INTO tally_delta (notice, channel, state, n)
    SELECT $1, $2, state, count(*) FROM added GROUP BY state
)
SELECT count(*) AS n FROM added

-- name: reserve
-- $1 account, $2 wanted, $3 seconds ahead. Locks the pace, so that slots are given out once over all processes.
-- Slots lie at most $3 ahead: a permit that waits longer would be void anyway.
SELECT 1 / p.per_second AS gap, greatest(p.next_slot, now.at) AS slot,
       extract(epoch FROM greatest(p.next_slot, now.at) - now.at)::double precision AS first,
       greatest(0, least($2::bigint,
           floor(($3::double precision - extract(epoch FROM greatest(p.next_slot, now.at) - now.at)::double precision)
               * p.per_second)::bigint + 1)) AS permits
FROM pace p, (SELECT clock_timestamp() AS at) now
WHERE p.account = $1 AND p.per_second IS NOT NULL
FOR UPDATE OF p

-- name: spend
-- $1 account, $2 permits used, $3 the first slot.
UPDATE pace SET next_slot = $3::timestamptz + make_interval(secs => $2::bigint / per_second)
WHERE account = $1 AND per_second IS NOT NULL

-- name: due
-- $1 accounts. Those of which a claim would find something, unless another process is just taking it.
SELECT g.account
FROM gate g
CROSS JOIN LATERAL (
    SELECT 1
    FROM run r
    CROSS JOIN LATERAL (
        SELECT 1 FROM delivery d
        WHERE d.account = g.account AND d.notice = r.notice
          AND d.due_at <= statement_timestamp() AND d.deadline > statement_timestamp()
        ORDER BY d.due_at
        LIMIT 1) d
    WHERE r.state = 'open' AND g.channel <> ALL (r.compromised)
    LIMIT 1) waiting
WHERE g.account = ANY ($1::text[]) AND (g.open OR g.probing)

-- name: claim
-- $1 account, $2 most, $3 lease, $4 worker, $5 whether it is a probe. Walks the open runs in random order, so that a big
-- notice does not starve a small one; a closed gate, a closed run, a compromised channel or a worker that was declared dead
-- claims nothing.
-- The worker's row is held first, here and where a hand-off begins: who declares it dead waits for the commit and sees it.
WITH alive AS (
    SELECT id FROM worker WHERE id = $4 AND stopped_at IS NULL FOR KEY SHARE
), picked AS (
    SELECT d.id, d.notice, d.channel, d.state
    FROM (SELECT r.notice FROM run r
          WHERE r.state = 'open'
            AND EXISTS (SELECT 1 FROM gate g WHERE g.account = $1 AND (g.open OR g.probing AND $5::boolean))
            AND (SELECT g.channel FROM gate g WHERE g.account = $1) <> ALL (r.compromised)
            AND EXISTS (SELECT 1 FROM alive)
          ORDER BY random()) r
    CROSS JOIN LATERAL (
        SELECT * FROM delivery d
        WHERE d.account = $1 AND d.notice = r.notice
          -- A time that stays the same within the statement is one that the index can stop at.
          AND d.due_at <= statement_timestamp() AND d.deadline > statement_timestamp()
        ORDER BY d.due_at
        LIMIT $2
        FOR UPDATE SKIP LOCKED) d
    LIMIT $2
), claimed AS (
    UPDATE delivery d
    SET state = 'claimed', due_at = NULL, lease = $3, worker = $4, changed_at = clock_timestamp()
    FROM picked p
    WHERE d.id = p.id
    RETURNING d.id, d.notice, d.recipient, d.channel, d.attempt_no, d.counted, d.deadline, d.domain
), told AS (
    INSERT INTO tally_delta (notice, channel, state, n)
    SELECT notice, channel, state, -count(*) FROM picked GROUP BY notice, channel, state
    UNION ALL
    SELECT notice, channel, 'claimed', count(*) FROM picked GROUP BY notice, channel
)
SELECT * FROM claimed

-- name: begin
-- $1 deliveries, $2 leases, $3 attempt numbers so far, $4 attempt ids, $5 worker. What is not returned was not begun:
-- the lease is lost, or the gate or the run closed, or the deadline passed, or since then the channel is compromised or the
-- address is to be left alone. On probation the gate lets its probe through.
-- Committed before the first provider byte.
WITH asked AS (
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::uuid[]) AS a (id, lease, no, attempt)
), alive AS (
    SELECT id FROM worker WHERE id = $5 AND stopped_at IS NULL FOR KEY SHARE
), begun AS (
    UPDATE delivery d SET state = 'handing_off', attempt_no = d.attempt_no + 1, changed_at = clock_timestamp()
    FROM asked a, run r, gate g
    WHERE d.id = a.id AND d.lease = a.lease AND d.attempt_no = a.no AND d.state = 'claimed' AND d.worker = $5
      AND d.deadline > clock_timestamp()
      AND r.notice = d.notice AND r.state = 'open' AND d.channel <> ALL (r.compromised)
      AND g.account = d.account AND (g.open OR g.probe_lease = d.lease)
      AND EXISTS (SELECT 1 FROM alive)
      AND NOT EXISTS (SELECT 1 FROM suppression s
          WHERE s.address_bi = d.address_bi AND s.channel = d.channel AND s.until > clock_timestamp())
    RETURNING d.id, d.notice, d.channel, d.attempt_no, a.attempt
), tried AS (
    INSERT INTO attempt (id, delivery, no, worker, phase)
    SELECT attempt, id, attempt_no, $5, 'begun' FROM begun
), told AS (
    INSERT INTO tally_delta (notice, channel, state, n)
    SELECT notice, channel, 'claimed', -count(*) FROM begun GROUP BY notice, channel
    UNION ALL
    SELECT notice, channel, 'handing_off', count(*) FROM begun GROUP BY notice, channel
)
SELECT id, attempt_no FROM begun

-- name: goes
-- $1 delivery, $2 lease, $3 attempt number. What begin asked for, once more: its courier has waited for long.
SELECT 1
FROM delivery d JOIN run r ON r.notice = d.notice JOIN gate g ON g.account = d.account
WHERE d.id = $1 AND d.lease = $2 AND d.attempt_no = $3 AND d.state = 'handing_off'
  AND d.deadline > clock_timestamp() AND r.state = 'open' AND d.channel <> ALL (r.compromised)
  AND (g.open OR g.probe_lease = d.lease)
  AND NOT EXISTS (SELECT 1 FROM suppression s
      WHERE s.address_bi = d.address_bi AND s.channel = d.channel AND s.until > clock_timestamp())

-- name: begun
-- $1 deliveries, $2 leases, $3 attempt numbers before. After a begin whose answer was lost: what of it is on record and still
-- ours to finish. What is not goes back to the queue in the same breath: the begin may still lie in a socket and be read
-- later, and then it must find its lease gone.
WITH asked AS (
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::int[]) AS a (id, lease, no)
), held AS (
    SELECT d.id, d.notice, d.channel, d.state, d.attempt_no, a.no
    FROM delivery d JOIN asked a ON d.id = a.id
    WHERE d.lease = a.lease AND d.state IN ('claimed', 'handing_off')
    ORDER BY d.id
    FOR UPDATE OF d
), back AS (
    UPDATE delivery d
    SET state = 'queued', due_at = clock_timestamp(), lease = NULL, worker = NULL, changed_at = clock_timestamp()
    FROM held h
    WHERE d.id = h.id AND h.state = 'claimed'
    RETURNING d.notice, d.channel
), told AS (
    INSERT INTO tally_delta (notice, channel, state, n)
    SELECT notice, channel, 'claimed', -count(*) FROM back GROUP BY notice, channel
    UNION ALL
    SELECT notice, channel, 'queued', count(*) FROM back GROUP BY notice, channel
)
SELECT id, attempt_no FROM held WHERE state = 'handing_off' AND attempt_no = no + 1

-- name: settle
-- $1 deliveries, $2 leases, $3 attempt numbers, $4 states, $5 milliseconds to wait, $6 counted, $7 outcomes, $8 reasons,
-- $9 codes, $10 enhanced codes, $11 provider references, $12 milliseconds to leave the address alone, $13 milliseconds
-- until what is in doubt is looked up, an email cannot be; $14 milliseconds of quarantine for what is in doubt.
-- A late answer also mends what a rescuer had to call unknown: the lease and the attempt number still match then. A yes that
-- comes later still, when the delivery went on without it, ends the wait for another hand-off; one that is under way is told
-- by earlier_taken that it is the second, and after its own yes it is a confirmed double. Repeating a settlement changes
-- nothing: its attempt is answered.
-- Where text messages are only for people whom email fails for good, the end of an email frees or ends the text message of
-- the same person. What had been called unknown may have let its run be finished: it is opened again.
-- A retry that would fall behind the deadline, or whose notice was cancelled meanwhile, ends here.
WITH asked AS (
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::text[], $5::bigint[], $6::boolean[], $7::text[],
        $8::text[], $9::text[], $10::text[], $11::text[], $12::bigint[])
        AS a (id, lease, no, state, wait, counted, outcome, reason, code, enhanced, provider_ref, suppress)
), held AS (
    -- With what was asked beside it: joined to it again, each row would be compared with every other one of its group.
    SELECT d.id, d.state AS was, d.address_bi, clock_timestamp() + a.wait * interval '1 millisecond' AS next,
           a.no, a.outcome, a.reason, a.counted, a.suppress,
           d.lease IS NOT DISTINCT FROM a.lease AND d.attempt_no = a.no AS mine,
           CASE WHEN NOT (d.lease IS NOT DISTINCT FROM a.lease AND d.attempt_no = a.no)
                THEN CASE WHEN d.state IN ('queued', 'claimed', 'waiting', 'unknown', 'failed', 'expired', 'cancelled')
                     THEN 'accepted' ELSE d.state END
                WHEN d.earlier_taken THEN 'accepted'
                WHEN a.state NOT IN ('waiting', 'queued') THEN a.state
                WHEN r.state = 'cancelled' THEN 'cancelled'
                WHEN clock_timestamp() + a.wait * interval '1 millisecond' >= d.deadline THEN 'expired'
                ELSE a.state END AS state
    FROM delivery d JOIN asked a ON d.id = a.id JOIN run r ON r.notice = d.notice
    WHERE d.lease = a.lease AND d.attempt_no = a.no
          AND (d.state = 'handing_off' OR (d.state = 'unknown' AND a.outcome <> 'unknown'))
       OR a.outcome = 'accepted' AND d.attempt_no >= a.no AND (d.attempt_no > a.no OR d.lease IS DISTINCT FROM a.lease)
          AND EXISTS (SELECT 1 FROM attempt t WHERE t.delivery = a.id AND t.no = a.no AND t.phase <> 'answered')
    ORDER BY d.id
    FOR UPDATE OF d
), moved AS (
    UPDATE delivery d
    SET state = h.state,
        reason = CASE WHEN h.state = 'accepted' THEN NULL WHEN h.mine THEN h.reason ELSE d.reason END,
        due_at = CASE WHEN h.state IN ('queued', 'waiting') THEN h.next END,
        counted = d.counted + (h.mine AND h.counted)::int,
        lease = CASE WHEN h.state = 'handing_off' THEN d.lease END,
        worker = CASE WHEN h.state = 'handing_off' THEN d.worker END, looks = 0, absences = 0,
        look_at = CASE WHEN h.state = 'unknown' AND d.channel <> 'email'
            THEN clock_timestamp() + $13::bigint * interval '1 millisecond' END,
        quarantine_until = CASE WHEN h.state = 'unknown'
            THEN clock_timestamp() + $14::bigint * interval '1 millisecond' END,
        earlier_taken = d.earlier_taken OR (NOT h.mine AND h.state = 'handing_off'),
        possible_duplicate = d.possible_duplicate OR d.earlier_taken
            OR (NOT h.mine AND h.state IN ('handing_off', 'accepted', 'delivered') AND d.attempt_no > h.no),
        duplicate_confirmed = d.duplicate_confirmed
            OR (h.mine AND d.earlier_taken AND h.outcome = 'accepted')
            OR (NOT h.mine AND h.was IN ('accepted', 'delivered') AND (d.attempt_no > h.no OR d.earlier_taken)),
        changed_at = clock_timestamp()
    FROM held h
    WHERE d.id = h.id
    RETURNING d.id, d.notice, d.recipient, d.channel, d.account, h.was, d.state
), twin AS (
    SELECT s.id, s.notice, s.was, s.reached
    FROM moved m
    JOIN run r ON r.notice = m.notice AND r.after_email AND r.state <> 'cancelled'
    -- Person by person: all text messages that wait for an email may be the whole notice.
    CROSS JOIN LATERAL (
        SELECT s.id, s.notice, s.state AS was, m.state IN ('accepted', 'unknown') AS reached
        FROM delivery s
        WHERE s.notice = r.notice AND s.recipient = m.recipient AND s.channel = 'sms'
          AND s.reason = ANY (ARRAY['after-email', 'reached-by-email'])
          AND s.state = CASE WHEN m.state IN ('accepted', 'unknown') THEN 'queued' ELSE s.state END
          AND s.state IN ('queued', 'suppressed') AND s.deadline > clock_timestamp()
        FOR UPDATE OF s) s
    WHERE m.channel = 'email' AND m.state IN ('accepted', 'unknown', 'failed', 'expired')
), freed AS (
    UPDATE delivery s
    SET state = CASE WHEN t.reached THEN 'suppressed' ELSE 'queued' END,
        reason = CASE WHEN t.reached THEN 'reached-by-email' END,
        due_at = CASE WHEN NOT t.reached THEN clock_timestamp() END, changed_at = clock_timestamp()
    FROM twin t
    WHERE s.id = t.id
    RETURNING s.notice, t.was, s.state
), closed AS (
    UPDATE attempt t
    SET phase = 'answered', answered_at = clock_timestamp(), outcome = a.outcome, reason = a.reason, code = a.code,
        enhanced = a.enhanced, provider_ref = a.provider_ref, source = 'response'
    FROM asked a
    WHERE t.delivery = a.id AND t.no = a.no AND t.phase <> 'answered'
), reopened AS (
    UPDATE run r
    SET state = CASE r.state WHEN 'finished' THEN 'open' ELSE r.state END,
        changed_at = CASE r.state WHEN 'finished' THEN clock_timestamp() ELSE r.changed_at END
    FROM (SELECT notice FROM moved WHERE was = 'unknown' AND state IN ('queued', 'waiting')
          UNION SELECT notice FROM freed WHERE was = 'suppressed' AND state = 'queued'
          -- The first one that did not reach its person: the notice's own state is found anew.
          UNION SELECT x.notice
          FROM (SELECT DISTINCT notice FROM moved WHERE was = 'unknown' AND state IN ('failed', 'expired')) x
          WHERE NOT EXISTS (
              SELECT 1 FROM (SELECT state, n FROM tally WHERE notice = x.notice
                             UNION ALL SELECT state, n FROM tally_delta WHERE notice = x.notice) t
              WHERE t.state IN ('failed', 'bounced', 'expired') HAVING sum(t.n) > 0)) m
    WHERE r.notice = m.notice AND r.state <> 'cancelled'
), left_alone AS (
    INSERT INTO suppression (address_bi, channel, reason, until, delivery)
    SELECT DISTINCT ON (h.address_bi, m.channel) h.address_bi, m.channel, h.reason,
           clock_timestamp() + h.suppress * interval '1 millisecond', h.id
    FROM held h JOIN moved m ON m.id = h.id
    WHERE h.suppress > 0 AND h.address_bi IS NOT NULL
      -- It may be disabled for a day: left alone when its server says so of a second notice.
      AND (h.reason <> 'mailbox-disabled' OR EXISTS (SELECT 1 FROM delivery p
          WHERE p.address_bi = h.address_bi AND p.channel = m.channel AND p.reason = 'mailbox-disabled' AND p.notice <> m.notice))
    ORDER BY h.address_bi, m.channel, h.suppress DESC
    -- A longer one is never shortened.
    ON CONFLICT (address_bi, channel) DO UPDATE
    SET reason = excluded.reason, until = excluded.until, delivery = excluded.delivery, set_by = excluded.set_by,
        since = CASE WHEN suppression.until > clock_timestamp() THEN suppression.since ELSE excluded.since END
    WHERE excluded.until > suppression.until
), told AS (
    INSERT INTO tally_delta (notice, channel, state, n)
    SELECT notice, channel, was, -count(*) FROM moved WHERE was <> state GROUP BY notice, channel, was
    UNION ALL
    SELECT notice, channel, state, count(*) FROM moved WHERE was <> state GROUP BY notice, channel, state
    UNION ALL
    SELECT notice, 'sms', was, -count(*) FROM freed GROUP BY notice, was
    UNION ALL
    SELECT notice, 'sms', state, count(*) FROM freed GROUP BY notice, state
)
SELECT id, notice, channel, account, state FROM moved

-- name: release
-- $1 deliveries, $2 leases. Claimed and not begun: back to the queue, nothing was spent. What was not begun because its
-- address is to be left alone by now ends here, and a text message that waited for the end of such an email is free.
WITH asked AS (
    SELECT * FROM unnest($1::uuid[], $2::uuid[]) AS a (id, lease)
), held AS (
    SELECT d.id, d.notice, d.recipient, d.channel, s.reason AS not_sent
    FROM asked a JOIN delivery d ON d.id = a.id AND d.lease = a.lease
    LEFT JOIN suppression s ON s.address_bi = d.address_bi AND s.channel = d.channel AND s.until > clock_timestamp()
    WHERE d.state = 'claimed'
    ORDER BY d.id
    FOR UPDATE OF d
), back AS (
    UPDATE delivery d
    SET state = CASE WHEN h.not_sent IS NULL THEN 'queued' ELSE 'suppressed' END, reason = coalesce(h.not_sent, d.reason),
        due_at = CASE WHEN h.not_sent IS NULL THEN clock_timestamp() END, lease = NULL, worker = NULL,
        changed_at = clock_timestamp()
    FROM held h
    WHERE d.id = h.id
    RETURNING d.notice, d.channel, d.state
), freed AS (
    UPDATE delivery s SET reason = NULL, due_at = clock_timestamp(), changed_at = clock_timestamp()
    FROM held h JOIN run r ON r.notice = h.notice AND r.after_email
    WHERE h.not_sent IS NOT NULL AND h.channel = 'email'
      AND s.notice = h.notice AND s.recipient = h.recipient AND s.channel = 'sms'
      AND s.state = 'queued' AND s.reason = 'after-email'
), told AS (
    INSERT INTO tally_delta (notice, channel, state, n)
    SELECT notice, channel, 'claimed', -count(*) FROM back GROUP BY notice, channel
    UNION ALL
    SELECT notice, channel, state, count(*) FROM back GROUP BY notice, channel, state
)
SELECT count(*) AS n FROM back

-- name: postpone
-- $1 deliveries, $2 leases, $3 times, or else $4 milliseconds from now. Claimed when they may not go out, because of the
-- hour or of the receiving domain: nothing was spent.
WITH asked AS (
    SELECT id, lease, coalesce(at, clock_timestamp() + wait * interval '1 millisecond') AS at
    FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::bigint[]) AS a (id, lease, at, wait)
), back AS (
    UPDATE delivery d
    SET state = 'queued', due_at = a.at, lease = NULL, worker = NULL, changed_at = clock_timestamp()
    FROM asked a
    WHERE d.id = a.id AND d.lease = a.lease AND d.state = 'claimed'
    RETURNING d.notice, d.channel
), told AS (
    INSERT INTO tally_delta (notice, channel, state, n)
    SELECT notice, channel, 'claimed', -count(*) FROM back GROUP BY notice, channel
    UNION ALL
    SELECT notice, channel, 'queued', count(*) FROM back GROUP BY notice, channel
)
SELECT count(*) AS n FROM back

-- name: forget
-- $1 notices, $2 recipient. A person was erased: what was not handed over is not sent any more, what is in doubt is not sent
-- again by itself, and no index of an address stays. What is being handed over ends with its answer. A text message that
-- waited for an email in vain is not freed any more when that comes back.
WITH held AS (
    SELECT id, notice, channel, state, state IN ('queued', 'claimed', 'waiting') AS unsent
    FROM delivery
    WHERE notice = ANY ($1::uuid[]) AND recipient = $2
    ORDER BY id
    FOR UPDATE
), gone AS (
    UPDATE delivery d
    SET state = CASE WHEN h.unsent THEN 'suppressed' ELSE d.state END,
        reason = CASE WHEN h.unsent OR (d.state = 'suppressed' AND d.reason = 'reached-by-email')
            THEN 'erased' ELSE d.reason END,
        due_at = CASE WHEN NOT h.unsent THEN d.due_at END, lease = CASE WHEN NOT h.unsent THEN d.lease END,
        worker = CASE WHEN NOT h.unsent THEN d.worker END, quarantine_until = NULL, look_at = NULL, address_bi = NULL,
        domain = NULL, changed_at = clock_timestamp()
    FROM held h
    WHERE d.id = h.id
), told AS (
    INSERT INTO tally_delta (notice, channel, state, n)
    SELECT notice, channel, state, -count(*) FROM held WHERE unsent GROUP BY notice, channel, state
    UNION ALL
    SELECT notice, channel, 'suppressed', count(*) FROM held WHERE unsent GROUP BY notice, channel
)
SELECT count(*) FILTER (WHERE unsent) AS n FROM held

-- name: forget-addresses
-- $1 notice, $2 most. Its people are erased: no index of an address stays.
UPDATE delivery SET address_bi = NULL, domain = NULL
WHERE id IN (SELECT id FROM delivery WHERE notice = $1 AND (address_bi IS NOT NULL OR domain IS NOT NULL) LIMIT $2
             FOR UPDATE)

-- name: release-lease
-- $1 leases. Claims whose answer was lost.
WITH back AS (
    UPDATE delivery d
    SET state = 'queued', due_at = clock_timestamp(), lease = NULL, worker = NULL, changed_at = clock_timestamp()
    WHERE d.notice IN (SELECT notice FROM run WHERE state <> 'finished')
      AND d.lease = ANY ($1::uuid[]) AND d.state = 'claimed'
    RETURNING d.notice, d.channel
), told AS (
    INSERT INTO tally_delta (notice, channel, state, n)
    SELECT notice, channel, 'claimed', -count(*) FROM back GROUP BY notice, channel
    UNION ALL
    SELECT notice, channel, 'queued', count(*) FROM back GROUP BY notice, channel
)
SELECT count(*) AS n FROM back

-- name: expire
-- $1 most. Past their deadline with nothing in flight.
WITH late AS (
    SELECT id, notice, channel, state FROM delivery
    WHERE due_at IS NOT NULL AND deadline <= statement_timestamp()
    ORDER BY deadline LIMIT $1 FOR UPDATE SKIP LOCKED
), ended AS (
    UPDATE delivery d
    SET state = 'expired', reason = coalesce(d.reason, 'deadline'), due_at = NULL, changed_at = clock_timestamp()
    FROM late l WHERE d.id = l.id
), told AS (
    INSERT INTO tally_delta (notice, channel, state, n)
    SELECT notice, channel, state, -count(*) FROM late GROUP BY notice, channel, state
    UNION ALL
    SELECT notice, channel, 'expired', count(*) FROM late GROUP BY notice, channel
)
SELECT count(*) AS n FROM late

-- name: cancel
-- $1 most. What a cancelled run still holds and nobody hands off; what is in flight ends with its answer.
WITH doomed AS (
    SELECT d.id, d.notice, d.channel, d.state
    FROM run r CROSS JOIN LATERAL (
        SELECT * FROM delivery d
        WHERE d.notice = r.notice AND d.state IN ('queued', 'waiting', 'claimed')
        LIMIT $1 FOR UPDATE SKIP LOCKED) d
    WHERE r.state = 'cancelled' AND NOT r.swept LIMIT $1
), ended AS (
    UPDATE delivery d
    SET state = 'cancelled', reason = 'cancelled', due_at = NULL, lease = NULL, worker = NULL, changed_at = clock_timestamp()
    FROM doomed x WHERE d.id = x.id
), told AS (
    INSERT INTO tally_delta (notice, channel, state, n)
    SELECT notice, channel, state, -count(*) FROM doomed GROUP BY notice, channel, state
    UNION ALL
    SELECT notice, channel, 'cancelled', count(*) FROM doomed GROUP BY notice, channel
)
SELECT count(*) AS n FROM doomed

-- name: swept
-- Cancelled runs of which nothing is left, not even in flight.
UPDATE run r SET swept = true
WHERE r.state = 'cancelled' AND NOT r.swept AND NOT EXISTS (SELECT 1 FROM delivery d
    WHERE d.notice = r.notice AND d.state IN ('queued', 'claimed', 'handing_off', 'waiting'))

-- name: compromise
-- $1 most. What a run still holds on a channel that its incident has come to name as compromised: it ends as it would have at
-- the fan-out. What is claimed or in flight is looked at when it is back. A text message that waited for such an email, or
-- was not needed because of it, is free. Text messages come first: one that ends here itself is not freed.
WITH doomed AS (
    SELECT d.id, d.notice, d.recipient, d.channel, d.state, c.frees
    FROM (SELECT r.notice, g.account, g.channel,
                 r.after_email AND g.channel = 'email' AND 'sms' <> ALL (r.compromised) AS frees
          FROM run r JOIN gate g ON g.channel = ANY (r.compromised)
          WHERE r.state IN ('open', 'closed')
          ORDER BY g.channel DESC) c
    CROSS JOIN LATERAL (
        SELECT * FROM delivery d
        WHERE d.account = c.account AND d.notice = c.notice AND d.channel = c.channel AND d.due_at IS NOT NULL
        LIMIT $1 FOR UPDATE SKIP LOCKED) d
    LIMIT $1
), ended AS (
    UPDATE delivery d
    SET state = 'suppressed', reason = 'channel-compromised', due_at = NULL, lease = NULL, changed_at = clock_timestamp()
    FROM doomed x WHERE d.id = x.id
), twin AS (
    SELECT s.id, s.notice, s.was
    FROM doomed x
    CROSS JOIN LATERAL (
        SELECT s.id, s.notice, s.state AS was
        FROM delivery s
        WHERE s.notice = x.notice AND s.recipient = x.recipient AND s.channel = 'sms'
          AND s.reason = ANY (ARRAY['after-email', 'reached-by-email'])
          AND s.state IN ('queued', 'suppressed') AND s.deadline > clock_timestamp()
        FOR UPDATE OF s) s
    WHERE x.frees
), freed AS (
    UPDATE delivery s SET state = 'queued', reason = NULL, due_at = clock_timestamp(), changed_at = clock_timestamp()
    FROM twin t WHERE s.id = t.id
), told AS (
    INSERT INTO tally_delta (notice, channel, state, n)
    SELECT notice, channel, state, -count(*) FROM doomed GROUP BY notice, channel, state
    UNION ALL
    SELECT notice, channel, 'suppressed', count(*) FROM doomed GROUP BY notice, channel
    UNION ALL
    SELECT notice, 'sms', 'suppressed', -count(*) FROM twin WHERE was = 'suppressed' GROUP BY notice
    UNION ALL
    SELECT notice, 'sms', 'queued', count(*) FROM twin WHERE was = 'suppressed' GROUP BY notice
)
SELECT count(*) AS n FROM doomed

-- name: retry-failed
-- $1 notice, $2 most, $3 deadline, $4 deliveries (null: all). An operator gives what failed or expired another chance, with
-- fresh attempts; not an address that is to be left alone. One of which an attempt was in doubt may be a double then. Where text
-- messages are only for people whom email fails for good, nobody whom email reached gets one, and whose email is tried again
-- waits for its end.
WITH again AS (
    SELECT d.id, d.notice, d.channel, d.state,
           r.after_email AND d.channel = 'sms' AND EXISTS (SELECT 1 FROM delivery e
               WHERE e.notice = d.notice AND e.recipient = d.recipient AND e.channel = 'email'
                 AND (e.state IN ('queued', 'claimed', 'handing_off', 'waiting')
                      OR e.state IN ('failed', 'expired') AND ($4::uuid[] IS NULL OR e.id = ANY ($4))
                          AND NOT EXISTS (SELECT 1 FROM suppression s WHERE s.address_bi = e.address_bi AND s.channel = 'email' AND s.until > clock_timestamp())))
               AS after_email
    FROM delivery d JOIN run r ON r.notice = d.notice
    WHERE d.notice = $1 AND ($4::uuid[] IS NULL OR d.id = ANY ($4)) AND d.state IN ('failed', 'expired')
      AND NOT EXISTS (SELECT 1 FROM suppression s
          WHERE s.address_bi = d.address_bi AND s.channel = d.channel AND s.until > clock_timestamp())
      AND NOT (r.after_email AND d.channel = 'sms' AND EXISTS (SELECT 1 FROM delivery e
          WHERE e.notice = d.notice AND e.recipient = d.recipient AND e.channel = 'email'
            AND e.state IN ('accepted', 'delivered', 'unknown')))
    LIMIT $2 FOR UPDATE OF d SKIP LOCKED
), back AS (
    UPDATE delivery d
    SET state = 'queued', reason = CASE WHEN a.after_email THEN 'after-email' END, counted = 0,
        due_at = CASE WHEN a.after_email THEN $3 ELSE clock_timestamp() END, deadline = $3,
        possible_duplicate = d.possible_duplicate OR EXISTS (SELECT 1 FROM attempt t
            WHERE t.delivery = d.id AND (t.phase <> 'answered' OR t.outcome = 'unknown')),
        changed_at = clock_timestamp()
    FROM again a WHERE d.id = a.id
), told AS (
    INSERT INTO tally_delta (notice, channel, state, n)
    SELECT notice, channel, state, -count(*) FROM again GROUP BY notice, channel, state
    UNION ALL
    SELECT notice, channel, 'queued', count(*) FROM again GROUP BY notice, channel
)
SELECT count(*) AS n FROM again

-- name: dead-workers
-- $1 seconds without a heartbeat.
SELECT id FROM worker WHERE stopped_at IS NULL AND heartbeat_at < clock_timestamp() - make_interval(secs => $1)

-- name: rescue
-- $1 dead workers, $2 most, $3 milliseconds until what is in doubt is looked up, $4 milliseconds of quarantine, $5 why it is
-- in doubt. Claimed goes back to the queue: nothing left the process. Begun becomes unknown: it may have, and an email counts
-- as reached then; but one whose earlier hand-off is known to have been taken by now is accepted, and perhaps doubled.
-- The lease of what is unknown stays, so that an answer that comes late after all can still be recorded.
WITH held AS (
    SELECT id, notice, channel, state,
           CASE WHEN state = 'claimed' THEN 'queued' WHEN earlier_taken THEN 'accepted' ELSE 'unknown' END AS next
    FROM delivery
    WHERE notice IN (SELECT notice FROM run WHERE state <> 'finished')
      AND worker = ANY ($1::uuid[]) AND state IN ('claimed', 'handing_off')
    ORDER BY id LIMIT $2 FOR UPDATE
), moved AS (
    UPDATE delivery d
    SET state = h.next,
        reason = CASE h.next WHEN 'queued' THEN d.reason WHEN 'unknown' THEN $5::text END,
        due_at = CASE h.next WHEN 'queued' THEN clock_timestamp() END,
        look_at = CASE WHEN h.next = 'unknown' AND d.channel <> 'email'
            THEN clock_timestamp() + $3::bigint * interval '1 millisecond' END,
        quarantine_until = CASE h.next WHEN 'unknown' THEN clock_timestamp() + $4::bigint * interval '1 millisecond' END,
        lease = CASE WHEN h.next <> 'accepted' THEN d.lease END,
        possible_duplicate = d.possible_duplicate OR h.next = 'accepted',
        looks = 0, absences = 0, worker = NULL, changed_at = clock_timestamp()
    FROM held h WHERE d.id = h.id
    RETURNING d.id, d.notice, d.recipient, d.channel, d.attempt_no, d.state
), spared AS (
    UPDATE delivery s
    SET state = 'suppressed', reason = 'reached-by-email', due_at = NULL, changed_at = clock_timestamp()
    FROM moved m JOIN run r ON r.notice = m.notice AND r.after_email
    WHERE m.channel = 'email' AND m.state IN ('unknown', 'accepted')
      AND s.notice = m.notice AND s.recipient = m.recipient AND s.channel = 'sms'
      AND s.state = 'queued' AND s.reason = 'after-email'
    RETURNING s.notice
), lost AS (
    UPDATE attempt t SET phase = 'lost', reason = $5::text
    FROM moved m
    WHERE t.delivery = m.id AND t.no = m.attempt_no AND m.state IN ('unknown', 'accepted') AND t.phase = 'begun'
), told AS (
    INSERT INTO tally_delta (notice, channel, state, n)
    SELECT notice, channel, state, -count(*) FROM held GROUP BY notice, channel, state
    UNION ALL
    SELECT notice, channel, state, count(*) FROM moved GROUP BY notice, channel, state
    UNION ALL
    SELECT notice, 'sms', 'queued', -count(*) FROM spared GROUP BY notice
    UNION ALL
    SELECT notice, 'sms', 'suppressed', count(*) FROM spared GROUP BY notice
)
SELECT count(*) FILTER (WHERE state = 'queued') AS back, count(*) FILTER (WHERE state = 'unknown') AS unknown FROM moved

-- name: quarantine-over
-- $1 most, $2 attempts in doubt from which on a person decides. Nothing became known of these: an email mostly goes out once
-- more, as its notice says, and may be a double then; what is held waits for a person. One whose attempts all ended with
-- their worker may be what ended them.
WITH over AS (
    SELECT d.id, d.notice, d.channel, d.channel = ANY (r.resend) AND r.state <> 'cancelled'
               AND d.deadline > clock_timestamp() AND doubts.n < $2 AS again,
           doubts.lost >= $2 AS poison
    FROM delivery d JOIN run r ON r.notice = d.notice
    CROSS JOIN LATERAL (
        SELECT count(*) AS n, count(*) FILTER (WHERE t.reason = 'worker-lost') AS lost
        FROM attempt t WHERE t.delivery = d.id AND (t.phase <> 'answered' OR t.outcome = 'unknown')) doubts
    WHERE d.quarantine_until <= statement_timestamp()
    ORDER BY d.quarantine_until LIMIT $1
    FOR UPDATE OF d SKIP LOCKED
), again AS (
    UPDATE delivery d
    SET state = 'queued', reason = 'sent-again', due_at = clock_timestamp(), lease = NULL, possible_duplicate = true,
        quarantine_until = NULL, look_at = NULL, looks = 0, absences = 0, changed_at = clock_timestamp()
    FROM over o WHERE d.id = o.id AND o.again
    RETURNING d.notice, d.channel
), kept AS (
    UPDATE delivery d
    SET quarantine_until = NULL, reason = CASE WHEN o.poison THEN 'poison' ELSE d.reason END, changed_at = clock_timestamp()
    FROM over o WHERE d.id = o.id AND NOT o.again
), reopened AS (
    -- Written whatever its state: nobody finishes it in between unseen.
    UPDATE run r
    SET state = CASE r.state WHEN 'finished' THEN 'open' ELSE r.state END,
        changed_at = CASE r.state WHEN 'finished' THEN clock_timestamp() ELSE r.changed_at END
    FROM (SELECT DISTINCT notice FROM again) g
    WHERE r.notice = g.notice AND r.state <> 'cancelled'
), told AS (
    INSERT INTO tally_delta (notice, channel, state, n)
    SELECT notice, channel, 'unknown', -count(*) FROM again GROUP BY notice, channel
    UNION ALL
    SELECT notice, channel, 'queued', count(*) FROM again GROUP BY notice, channel
)
SELECT count(*) AS n FROM over

-- name: in-doubt
-- $1 notice, $2 deliveries (null: all), $3 channel (null: any). What a person may decide about, each with its last attempt if
-- it has one.
SELECT d.id, d.attempt_no, t.id AS attempt, d.quarantine_until
FROM delivery d LEFT JOIN attempt t ON t.delivery = d.id AND t.no = d.attempt_no
WHERE d.notice = $1 AND ($2::uuid[] IS NULL OR d.id = ANY ($2)) AND ($3::text IS NULL OR d.channel = $3)
  AND d.state = 'unknown'
ORDER BY d.id
FOR UPDATE OF d

-- name: allow-until
-- $1 deliveries, $2 deadline. What is decided to go out again after its deadline gets a new one.
UPDATE delivery SET deadline = $2 WHERE id = ANY ($1::uuid[]) AND deadline <= clock_timestamp()

-- name: notice-of
-- $1 delivery.
SELECT notice FROM delivery WHERE id = $1

-- name: bury
-- $1 workers, $2 seconds without a heartbeat (null: whatever its heartbeat). Waits for what they are just claiming or beginning;
-- one that has given a sign of life meanwhile lives.
WITH dead AS (
    SELECT id FROM worker
    WHERE id = ANY ($1::uuid[]) AND stopped_at IS NULL
      AND ($2::double precision IS NULL OR heartbeat_at < clock_timestamp() - make_interval(secs => $2))
    ORDER BY id FOR UPDATE
)
UPDATE worker w SET stopped_at = clock_timestamp() FROM dead WHERE w.id = dead.id RETURNING w.id

-- name: register
INSERT INTO worker (id) VALUES ($1)

-- name: heartbeat
UPDATE worker SET heartbeat_at = clock_timestamp() WHERE id = $1 AND stopped_at IS NULL

-- name: workers-alive
-- $1 seconds without a heartbeat.
SELECT count(*) AS n FROM worker WHERE stopped_at IS NULL AND heartbeat_at >= clock_timestamp() - make_interval(secs => $1)

-- name: run-set
-- $1 notice, $2 state. A cancelled run stays cancelled.
INSERT INTO run (notice, state) VALUES ($1, $2)
ON CONFLICT (notice) DO UPDATE SET state = excluded.state, changed_at = clock_timestamp() WHERE run.state <> 'cancelled'

-- name: run-resend
-- $1 notice, $2 channels whose deliveries in doubt are handed over once more after the quarantine.
UPDATE run SET resend = $2 WHERE notice = $1

-- name: run-after-email
-- $1 notice. Its text messages are only for people whom email fails for good.
UPDATE run SET after_email = true WHERE notice = $1

-- name: run-compromised
-- $1 notices, $2 channels. From now on nothing of these notices is claimed or begun on them; the sweeper ends what is left.
UPDATE run SET compromised = $2 WHERE notice = ANY ($1::uuid[]) AND compromised <> $2::text[]

-- name: reached-forget
-- $1 notice.
DELETE FROM reached WHERE notice = $1

-- name: reached-keep
-- $1 notice, $2 the one that it follows. People only: a public post reaches nobody in particular.
WITH kept AS (
    INSERT INTO reached (notice, recipient)
    SELECT DISTINCT $1::uuid, recipient FROM delivery
    WHERE notice = $2 AND channel <> 'social' AND state IN ('accepted', 'delivered', 'unknown')
    RETURNING 1
)
SELECT count(*) AS n FROM kept

-- name: reached
-- $1 notice, $2 after, $3 most.
SELECT recipient FROM reached WHERE notice = $1 AND recipient > $2 ORDER BY recipient LIMIT $3

-- name: tally
-- $1 notice.
SELECT channel, state, sum(n)::bigint AS n
FROM (SELECT channel, state, n FROM tally WHERE notice = $1
      UNION ALL SELECT channel, state, n FROM tally_delta WHERE notice = $1) t
GROUP BY channel, state HAVING sum(n) <> 0

-- name: rate
-- $1 notice. Hand-offs answered within the last minute, per second; what is not folded yet counts too.
SELECT channel, sum(n)::double precision / 60 AS per_second
FROM (SELECT channel, n FROM tally_pulse WHERE notice = $1 AND at > clock_timestamp() - interval '60 seconds'
      UNION ALL
      SELECT channel, n FROM tally_delta WHERE notice = $1 AND n > 0 AND state IN ('accepted', 'failed', 'unknown')) t
GROUP BY channel

-- name: curve
-- $1 notice, $2 seconds of a step. How many deliveries were settled in each step, as far as it is folded.
SELECT date_bin(make_interval(secs => $2), at, 'epoch') AS at, sum(done)::bigint AS n
FROM tally_minute WHERE notice = $1 GROUP BY 1 ORDER BY 1

-- name: doubles
-- $1 notice. How many of its people may have got it twice.
SELECT count(*) AS n FROM delivery WHERE notice = $1 AND possible_duplicate

-- name: last-minute
SELECT channel, state, sum(n)::bigint AS n
FROM tally_delta
WHERE n > 0 AND state IN ('accepted', 'waiting', 'failed', 'unknown') AND at > clock_timestamp() - interval '60 seconds'
GROUP BY channel, state

-- name: tally-all
SELECT channel, state, sum(n)::bigint AS n
FROM (SELECT channel, state, n FROM tally UNION ALL SELECT channel, state, n FROM tally_delta) t
GROUP BY channel, state

-- name: fold
-- $1 most. One folder at a time: an advisory lock of the caller. The sums grow; of the answers a pulse per second is kept, and a curve by minutes of what is settled.
WITH old AS (
    DELETE FROM tally_delta WHERE id IN (SELECT id FROM tally_delta ORDER BY id LIMIT $1)
    RETURNING notice, channel, state, n, at
), beat AS (
    INSERT INTO tally_pulse (notice, channel, at, n)
    SELECT notice, channel, date_trunc('second', at) AS at, sum(n) FROM old
    WHERE n > 0 AND state IN ('accepted', 'failed', 'unknown')
    GROUP BY notice, channel, date_trunc('second', at)
    ON CONFLICT (notice, channel, at) DO UPDATE SET n = tally_pulse.n + excluded.n
), minute AS (
    INSERT INTO tally_minute (notice, at, done)
    SELECT notice, date_trunc('minute', at) AS at, sum(n) FROM old
    WHERE state IN ('unknown', 'accepted', 'delivered', 'bounced', 'failed', 'suppressed', 'expired', 'cancelled')
    GROUP BY notice, date_trunc('minute', at) HAVING sum(n) <> 0
    ON CONFLICT (notice, at) DO UPDATE SET done = tally_minute.done + excluded.done
)
INSERT INTO tally (notice, channel, state, n)
SELECT notice, channel, state, sum(n) FROM old GROUP BY notice, channel, state ORDER BY notice, channel, state
ON CONFLICT (notice, channel, state) DO UPDATE SET n = tally.n + excluded.n

-- name: forget-pulse
DELETE FROM tally_pulse WHERE at < clock_timestamp() - interval '15 minutes'

-- name: fold-lock
SELECT pg_try_advisory_xact_lock(hashtext('candor.queue.fold')) AS mine

-- name: domain-hold
-- $1 account, $2 domain, $3 reason, $4 milliseconds, $5 its hand-offs per second now, $6 milliseconds after the hold until
-- its rate rises. Half of what it was; nothing for a domain that is held already: many answers of one storm ask for it.
WITH held AS (
    INSERT INTO domain_hold (account, domain, reason, until)
    VALUES ($1, $2, $3, clock_timestamp() + $4::bigint * interval '1 millisecond')
    ON CONFLICT (account, domain) DO UPDATE
    SET reason = excluded.reason, since = excluded.since, until = excluded.until
    WHERE domain_hold.until <= clock_timestamp()
    RETURNING until
)
INSERT INTO domain_pace (account, domain, per_second, full_rate, eases_at)
SELECT $1, $2, greatest($5::double precision / 2, 0.1), greatest($5::double precision, 0.1),
       until + $6::bigint * interval '1 millisecond'
FROM held
ON CONFLICT (account, domain) DO UPDATE
SET per_second = greatest(0.1, least(domain_pace.per_second / 2, excluded.per_second)),
    full_rate = greatest(domain_pace.full_rate, excluded.full_rate), eases_at = excluded.eases_at
RETURNING per_second

-- name: domain-pace-add
-- $1 account, $2 domains: one that has a configured pace alone.
INSERT INTO domain_pace (account, domain) SELECT $1, d FROM unnest($2::smallint[]) AS d ORDER BY d
ON CONFLICT (account, domain) DO NOTHING

-- name: domain-slots
-- $1 account, $2 domains, $3 how many of each, $4 configured hand-offs per second and domain (null: no limit), $5 seconds
-- ahead. Slots are given out once over all processes, at most $5 ahead, as those of an account are.
WITH asked AS (
    SELECT * FROM unnest($2::smallint[], $3::bigint[]) AS a (domain, wanted)
), held AS (
    SELECT p.domain, a.wanted, least(p.per_second, $4::double precision) AS rate,
           greatest(p.next_slot, now.at) AS slot, now.at
    FROM asked a JOIN domain_pace p ON p.account = $1 AND p.domain = a.domain, (SELECT clock_timestamp() AS at) now
    WHERE p.per_second IS NOT NULL OR $4::double precision IS NOT NULL
    ORDER BY p.domain
    FOR UPDATE OF p
), given AS (
    SELECT domain, rate, slot, extract(epoch FROM slot - at)::double precision AS first,
           greatest(0, least(wanted,
               floor(($5::double precision - extract(epoch FROM slot - at)::double precision) * rate)::bigint + 1))
               AS permits
    FROM held
), spent AS (
    UPDATE domain_pace p SET next_slot = g.slot + make_interval(secs => g.permits / g.rate)
    FROM given g
    WHERE p.account = $1 AND p.domain = g.domain AND g.permits > 0
)
SELECT domain, permits, first, 1 / rate AS gap FROM given

-- name: domains-due
-- $1 milliseconds until a rate rises again. Holds that are over go; rates double until they are full.
WITH over AS (
    DELETE FROM domain_hold WHERE until <= clock_timestamp()
)
UPDATE domain_pace p
SET per_second = CASE WHEN p.per_second * 2 < p.full_rate THEN p.per_second * 2 END,
    full_rate = CASE WHEN p.per_second * 2 < p.full_rate THEN p.full_rate END,
    eases_at = CASE WHEN p.per_second * 2 < p.full_rate THEN clock_timestamp() + $1::bigint * interval '1 millisecond' END
-- Locked in the order in which slots are given out.
FROM (SELECT account, domain FROM domain_pace WHERE eases_at <= clock_timestamp() ORDER BY account, domain FOR UPDATE) due
WHERE p.account = due.account AND p.domain = due.domain

-- name: domains-known
-- For how many seconds each held domain still is, and the rate of each that was brought down.
SELECT account, domain,
       greatest(0, coalesce(extract(epoch FROM h.until - clock_timestamp()), 0))::double precision AS seconds, p.per_second
FROM domain_hold h FULL JOIN domain_pace p USING (account, domain)
WHERE h.until > clock_timestamp() OR p.per_second IS NOT NULL

-- name: domain-holds
SELECT account, domain, reason, until FROM domain_hold WHERE until > clock_timestamp() ORDER BY account, domain

-- name: gate-add
-- $1 account, $2 channel. While nobody has decided about a restored backup, no gate begins its life open.
INSERT INTO gate (account, channel, open, reason)
SELECT $1, $2, NOT h.held, CASE WHEN h.held THEN 'restored-backup' END
FROM (SELECT EXISTS (SELECT 1 FROM epoch WHERE held_since IS NOT NULL) AS held) h
ON CONFLICT (account) DO NOTHING

-- name: pace-add
-- $1 account, $2 per second (null: unlimited). An operator's later word is not overwritten by a restart.
INSERT INTO pace (account, per_second) VALUES ($1, $2) ON CONFLICT (account) DO NOTHING

-- name: pace-set
UPDATE pace SET per_second = $2, next_slot = clock_timestamp() WHERE account = $1

-- name: gate-close
-- $1 account, $2 reason, $3 milliseconds until it is tried again (null: never by itself), $4 who. A gate that a person closed
-- is not taken over by a shorter pause of ours; a pause that would end by itself is, by one that does not.
UPDATE gate SET open = false, reason = $2, until = clock_timestamp() + $3::bigint * interval '1 millisecond',
    pause_ms = coalesce($3::bigint, pause_ms), probing = false, probe = NULL, probe_lease = NULL,
    changed_by = $4, changed_at = clock_timestamp()
WHERE account = $1 AND (open OR probing OR $4 <> 'candor' OR $3::bigint IS NULL AND until IS NOT NULL)

-- name: gate-open
-- $1 account, $2 who. A person's word: it is open without probation. About a restored backup they decide first.
UPDATE gate SET open = true, reason = NULL, until = NULL, probing = false, probe = NULL, probe_lease = NULL,
    changed_by = $2, changed_at = clock_timestamp()
WHERE account = $1 AND NOT open AND NOT EXISTS (SELECT 1 FROM epoch WHERE held_since IS NOT NULL)

-- name: gate-known
-- $1 account.
SELECT 1 FROM gate WHERE account = $1

-- name: gates-due
-- Gates whose pause is over are tried: the first answer that shows that the account works opens them.
UPDATE gate SET probing = true, until = NULL, changed_by = 'candor', changed_at = clock_timestamp()
WHERE NOT open AND until <= clock_timestamp()

-- name: probe-lock
-- $1 account. Held to the end of the transaction in which a probe is claimed: of two processes one finds the slot free. What
-- the next statement sees was committed before.
SELECT 1 FROM gate WHERE account = $1 AND probing FOR UPDATE SKIP LOCKED

-- name: probe-out
-- $1 account. Whether the last probe is still on its way.
SELECT 1 FROM gate g JOIN delivery d ON d.id = g.probe AND d.lease = g.probe_lease
WHERE g.account = $1 AND d.state IN ('claimed', 'handing_off')

-- name: probe-take
-- $1 account, $2 delivery, $3 lease.
UPDATE gate SET probe = $2, probe_lease = $3 WHERE account = $1 AND probing

-- name: probe-passed
-- $1 account, $2 lease.
UPDATE gate SET open = true, reason = NULL, probing = false, probe = NULL, probe_lease = NULL,
    changed_by = 'candor', changed_at = clock_timestamp()
WHERE account = $1 AND probing AND probe_lease = $2

-- name: probe-failed
-- $1 account, $2 lease, $3 reason, $4 milliseconds until the next one (null: as long as the last pause), $5 milliseconds if
-- nothing is known of that either.
UPDATE gate SET until = clock_timestamp() + coalesce($4::bigint, pause_ms, $5::bigint) * interval '1 millisecond',
    pause_ms = coalesce($4::bigint, pause_ms, $5::bigint), reason = $3, probing = false, probe = NULL, probe_lease = NULL,
    changed_by = 'candor', changed_at = clock_timestamp()
WHERE account = $1 AND probing AND probe_lease = $2

-- name: panic-stop
-- $1 who. A gate that would open by itself is held as well; one that a person closed keeps their reason.
UPDATE gate SET open = false, reason = 'panic-stop', until = NULL, probing = false, probe = NULL, probe_lease = NULL,
    changed_by = $1, changed_at = clock_timestamp()
WHERE open OR until IS NOT NULL OR probing

-- name: panic-lift
-- $1 who.
UPDATE gate SET open = true, reason = NULL, until = NULL, changed_by = $1, changed_at = clock_timestamp()
WHERE NOT open AND reason = 'panic-stop' AND NOT EXISTS (SELECT 1 FROM epoch WHERE held_since IS NOT NULL)

-- name: gates
SELECT g.account, g.channel, g.open, g.probing, g.reason, g.until, g.changed_by, g.changed_at, p.per_second
FROM gate g JOIN pace p USING (account) ORDER BY g.account

-- name: depths
-- $1 accounts that post in public, $2 who stands in for the recipient of each one's posts. What is queued and in flight at each
-- account, and for how long the oldest has been due. Of people from the sums, which move with the rows: a notice goes through one
-- account of a channel, and a million rows are not counted. Posts are few, and are looked up.
WITH sums AS (
    SELECT notice, channel, sum(n) FILTER (WHERE state IN ('queued', 'waiting')) AS queued,
           sum(n) FILTER (WHERE state IN ('claimed', 'handing_off')) AS in_flight
    FROM (SELECT notice, channel, state, n FROM tally
          UNION ALL SELECT notice, channel, state, n FROM tally_delta) t
    WHERE channel <> 'social' AND state IN ('queued', 'waiting', 'claimed', 'handing_off')
    GROUP BY notice, channel HAVING sum(n) > 0
), waiting AS (
    SELECT (SELECT d.account FROM delivery d WHERE d.notice = s.notice AND d.channel = s.channel
            ORDER BY d.recipient LIMIT 1) AS account, s.queued, s.in_flight
    FROM sums s
    UNION ALL
    SELECT d.account, count(*) FILTER (WHERE d.due_at IS NOT NULL), count(*) FILTER (WHERE d.worker IS NOT NULL)
    FROM run r CROSS JOIN unnest($1::text[], $2::uuid[]) AS a (account, stand_in)
    JOIN delivery d ON d.notice = r.notice AND d.recipient = a.stand_in AND d.channel = 'social' AND d.account = a.account
    WHERE r.state <> 'finished'
    GROUP BY d.account
)
SELECT g.account, coalesce(sum(w.queued), 0)::bigint AS queued, coalesce(sum(w.in_flight), 0)::bigint AS in_flight,
       coalesce(extract(epoch FROM clock_timestamp() - (
           SELECT min(x.due_at) FROM run r CROSS JOIN LATERAL (
               SELECT d.due_at FROM delivery d
               WHERE d.account = g.account AND d.notice = r.notice AND d.due_at IS NOT NULL
               ORDER BY d.due_at LIMIT 1) x
           WHERE r.state = 'open' AND x.due_at <= clock_timestamp())), 0)::double precision AS oldest_due
FROM gate g LEFT JOIN waiting w ON w.account = g.account
GROUP BY g.account

-- name: backlog
-- $1 most rows of an account. What waits at each account, by receiving domain and by how many seconds ago it was queued: its id
-- says when. Looks at so many rows only, of each notice the longest due first.
SELECT account, domain, bucket, count(*) AS n
FROM (
    SELECT g.account, coalesce(d.domain, 0) AS domain,
           width_bucket(extract(epoch FROM clock_timestamp())::float8
               - ('x' || translate(left(d.id::text, 13), '-', ''))::bit(48)::bigint / 1000.0::float8,
               ARRAY[60, 300, 900, 3600, 14400, 86400]::float8[]) AS bucket
    FROM gate g
    CROSS JOIN LATERAL (
        SELECT d.id, d.domain FROM delivery d
        WHERE d.account = g.account AND d.due_at IS NOT NULL
        ORDER BY d.account, d.notice, d.due_at
        LIMIT $1) d
) w
GROUP BY account, domain, bucket

-- name: unsettled
-- $1 notice. Read from the sums, which move with the rows: a million rows need not be looked at for the last one.
SELECT coalesce(sum(n), 0) > 0 AS some
FROM (SELECT state, n FROM tally WHERE notice = $1 UNION ALL SELECT state, n FROM tally_delta WHERE notice = $1) t
WHERE state IN ('queued', 'claimed', 'handing_off', 'waiting')

-- name: run-lock
-- $1 notice. Waits for whoever queues one of its deliveries again right now.
SELECT 1 FROM run WHERE notice = $1 FOR UPDATE

-- name: run-finish
-- $1 notice. Not while something is to be sent: news may have queued a delivery again since the caller looked.
UPDATE run SET state = 'finished', changed_at = clock_timestamp()
WHERE notice = $1 AND state <> 'cancelled' AND NOT EXISTS (
    SELECT 1 FROM (SELECT state, n FROM tally WHERE notice = $1
                   UNION ALL SELECT state, n FROM tally_delta WHERE notice = $1) t
    WHERE t.state IN ('queued', 'claimed', 'handing_off', 'waiting') HAVING sum(t.n) > 0)

-- name: runs-open
SELECT notice FROM run WHERE state = 'open'

-- name: standings
-- $1 attempts, $2 milliseconds that must lie between two looks which both find nothing, $3 hand-offs that ended with their worker
-- from which on a person decides. Where the delivery of each stands, and what is known of that attempt and of the others. An attempt was taken if it arrived, or if it was accepted and
-- nothing was heard of it coming back.
SELECT t.id AS attempt, t.delivery, t.no, t.outcome, d.channel, d.account, d.state, d.attempt_no, d.counted,
       EXISTS (SELECT 1 FROM evidence e
           WHERE e.delivery = d.id AND e.attempt = t.id
             AND e.news IN ('came-back', 'came-back-for-now', 'opted-out', 'indicted')) AS came_back,
       EXISTS (SELECT 1 FROM evidence e
           WHERE e.delivery = d.id AND e.attempt = t.id AND e.news = 'absent'
             AND e.at <= clock_timestamp() - $2::bigint * interval '1 millisecond') AS absent_before,
       $3::bigint <= (SELECT count(*) FROM attempt o WHERE o.delivery = d.id AND o.reason = 'worker-lost') AS poison,
       EXISTS (SELECT 1 FROM attempt o
           WHERE o.delivery = d.id AND o.id <> t.id
             AND (EXISTS (SELECT 1 FROM evidence e
                      WHERE e.delivery = d.id AND e.attempt = o.id AND e.news = 'arrived')
                  OR (o.outcome IS NOT DISTINCT FROM 'accepted' OR EXISTS (SELECT 1 FROM evidence e
                          WHERE e.delivery = d.id AND e.attempt = o.id AND e.news = 'taken'))
                     AND NOT EXISTS (SELECT 1 FROM evidence e
                          WHERE e.delivery = d.id AND e.attempt = o.id
                            AND e.news IN ('came-back', 'came-back-for-now', 'opted-out', 'indicted')))) AS taken_elsewhere
FROM unnest($1::uuid[]) AS a (id) JOIN attempt t ON t.id = a.id JOIN delivery d ON d.id = t.delivery

-- name: filtered-accounts
-- $1 accounts: those of whose last 500 messages, as receipts tell, carriers filtered more than one in a hundred. Of the last
-- 20,000 pieces of evidence: among many receipts of emails it would walk for ever.
SELECT a.account FROM unnest($1::text[]) AS a (account)
WHERE 5 < (
    SELECT count(*) FROM (
        SELECT e.reason
        -- The ids of evidence follow each other in time.
        FROM (SELECT * FROM evidence ORDER BY id DESC LIMIT 20000) e JOIN delivery d ON d.id = e.delivery
        WHERE e.source = 'receipt' AND e.news IN ('arrived', 'came-back') AND d.account = a.account
        ORDER BY e.id DESC LIMIT 500) AS newest
    WHERE newest.reason = 'filtered')

-- name: late
-- $1 deliveries, each once, $2 states and $3 last attempt numbers as they were read: what moved since is left for the next
-- round; $4 states to move to (null: stays), $5 milliseconds to wait, $6 milliseconds to leave the address alone,
-- $7 confirmed doubles, $8 looked for and not found, which is not certain: what is sent again then may be a double; of the
-- evidence $9 ids, $10 attempts, $11 news, $12 references, $13 reasons, $14 codes, $15 enhanced codes, $16 source.
-- Where text messages are only for people whom email fails for good, an email that came back frees the text message; a
-- person's no to email frees none. A person may decide about a delivery that has no attempt: it keeps no evidence.
-- A delivery that is to wait of a finished notice opens its run again, and so does the first one that did not reach its
-- person, so that the notice's own state is found anew. The row of the run is written whenever one is to wait, so that
-- nobody finishes it in between unseen.
WITH asked AS (
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::int[], $4::text[], $5::bigint[], $6::bigint[],
        $7::boolean[], $8::boolean[], $9::uuid[], $10::uuid[], $11::text[], $12::text[], $13::text[], $14::text[],
        $15::text[])
        AS a (id, was, last, state, wait, suppress, twice, absent, evidence, attempt, news, reference, reason, code,
              enhanced)
), held AS (
    -- With what was asked beside it, as where a hand-off ends.
    SELECT d.id, d.notice, d.recipient, d.channel, d.state AS was, d.address_bi,
           clock_timestamp() + a.wait * interval '1 millisecond' AS next,
           a.state IS NOT NULL AS moves, a.suppress, a.twice, a.absent, a.evidence, a.attempt, a.news, a.reference,
           a.reason, a.code, a.enhanced,
           CASE WHEN a.state IS NULL THEN d.state
                WHEN a.state NOT IN ('waiting', 'queued') THEN a.state
                WHEN r.state = 'cancelled' THEN 'cancelled'
                WHEN clock_timestamp() + a.wait * interval '1 millisecond' >= d.deadline THEN 'expired'
                ELSE a.state END AS state
    FROM asked a JOIN delivery d ON d.id = a.id JOIN run r ON r.notice = d.notice
    WHERE d.state = a.was AND d.attempt_no = a.last
    ORDER BY d.id
    FOR UPDATE OF d
), moved AS (
    UPDATE delivery d
    SET state = h.state, reason = CASE WHEN h.state IN ('accepted', 'delivered') THEN NULL ELSE h.reason END,
        due_at = CASE WHEN h.state IN ('queued', 'waiting') THEN h.next END,
        lease = NULL, worker = NULL, look_at = NULL, looks = 0, absences = 0, quarantine_until = NULL,
        possible_duplicate = d.possible_duplicate OR h.twice OR (h.absent AND h.state IN ('waiting', 'queued')),
        duplicate_confirmed = d.duplicate_confirmed OR h.twice, changed_at = clock_timestamp()
    FROM held h
    WHERE d.id = h.id AND h.moves
), noted AS (
    UPDATE delivery d
    SET absences = d.absences + h.absent::int, possible_duplicate = d.possible_duplicate OR h.twice,
        duplicate_confirmed = d.duplicate_confirmed OR h.twice, changed_at = clock_timestamp()
    FROM held h
    WHERE d.id = h.id AND NOT h.moves AND (h.absent OR h.twice)
), kept AS (
    INSERT INTO evidence (id, attempt, delivery, source, news, reference, reason, code, enhanced)
    SELECT evidence, attempt, id, $16, news, reference, reason, code, enhanced FROM held WHERE attempt IS NOT NULL
    -- News that is joined once more, because its first joining was not noted down, is evidence once.
    ON CONFLICT (id) DO NOTHING
), closed AS (
    UPDATE attempt t
    SET phase = 'answered', answered_at = clock_timestamp(), outcome = 'accepted', reason = h.reason, code = h.code,
        enhanced = h.enhanced, provider_ref = h.reference, source = $16
    FROM held h
    WHERE t.id = h.attempt AND t.phase <> 'answered' AND h.news IN ('taken', 'arrived')
), left_alone AS (
    INSERT INTO suppression (address_bi, channel, reason, until, delivery)
    SELECT DISTINCT ON (h.address_bi, h.channel) h.address_bi, h.channel, h.reason,
           clock_timestamp() + h.suppress * interval '1 millisecond', h.id
    FROM held h
    WHERE h.suppress > 0 AND h.address_bi IS NOT NULL
      -- As where a hand-off ends.
      AND (h.reason <> 'mailbox-disabled' OR EXISTS (SELECT 1 FROM delivery p
          WHERE p.address_bi = h.address_bi AND p.channel = h.channel AND p.reason = 'mailbox-disabled' AND p.notice <> h.notice))
    ORDER BY h.address_bi, h.channel, h.suppress DESC
    ON CONFLICT (address_bi, channel) DO UPDATE
    SET reason = excluded.reason, until = excluded.until, delivery = excluded.delivery, set_by = excluded.set_by,
        since = CASE WHEN suppression.until > clock_timestamp() THEN suppression.since ELSE excluded.since END
    WHERE excluded.until > suppression.until
), twin AS (
    SELECT s.id, s.notice, s.was, s.reached
    FROM held h
    JOIN run r ON r.notice = h.notice AND r.after_email AND r.state <> 'cancelled'
    CROSS JOIN LATERAL (
        SELECT s.id, s.notice, s.state AS was, h.state IN ('accepted', 'delivered') AS reached
        FROM delivery s
        WHERE s.notice = r.notice AND s.recipient = h.recipient AND s.channel = 'sms'
          AND s.reason = ANY (ARRAY['after-email', 'reached-by-email'])
          AND s.state = CASE WHEN h.state IN ('accepted', 'delivered') THEN 'queued' ELSE s.state END
          AND s.state IN ('queued', 'suppressed') AND s.deadline > clock_timestamp()
        FOR UPDATE OF s) s
    WHERE h.channel = 'email' AND h.was <> h.state
      AND h.state IN ('accepted', 'delivered', 'bounced', 'failed', 'expired')
), freed AS (
    UPDATE delivery s
    SET state = CASE WHEN t.reached THEN 'suppressed' ELSE 'queued' END,
        reason = CASE WHEN t.reached THEN 'reached-by-email' END,
        due_at = CASE WHEN NOT t.reached THEN clock_timestamp() END, changed_at = clock_timestamp()
    FROM twin t
    WHERE s.id = t.id
    RETURNING s.notice, t.was, s.state
), reopened AS (
    UPDATE run r
    SET state = CASE r.state WHEN 'finished' THEN 'open' ELSE r.state END,
        changed_at = CASE r.state WHEN 'finished' THEN clock_timestamp() ELSE r.changed_at END
    FROM (SELECT notice FROM held WHERE state IN ('queued', 'waiting') AND was NOT IN ('queued', 'waiting')
          UNION SELECT notice FROM freed WHERE state = 'queued'
          UNION SELECT x.notice
          FROM (SELECT DISTINCT notice FROM held
                WHERE was <> state AND state IN ('failed', 'bounced', 'expired')) x
          WHERE NOT EXISTS (
              SELECT 1 FROM (SELECT state, n FROM tally WHERE notice = x.notice
                             UNION ALL SELECT state, n FROM tally_delta WHERE notice = x.notice) t
              WHERE t.state IN ('failed', 'bounced', 'expired') HAVING sum(t.n) > 0)) h
    WHERE r.notice = h.notice AND r.state <> 'cancelled'
), told AS (
    INSERT INTO tally_delta (notice, channel, state, n)
    SELECT notice, channel, was, -count(*) FROM held WHERE was <> state GROUP BY notice, channel, was
    UNION ALL
    SELECT notice, channel, state, count(*) FROM held WHERE was <> state GROUP BY notice, channel, state
    UNION ALL
    SELECT notice, 'sms', was, -count(*) FROM freed GROUP BY notice, was
    UNION ALL
    SELECT notice, 'sms', state, count(*) FROM freed GROUP BY notice, state
)
SELECT id FROM held

-- name: looks-due
-- $1 accounts, $2 most, $3 milliseconds until the next look, $4 looks at most. The next look is set at once: that is the
-- lease, by which several processes share the work. A request may be repeated where sending is not stopped.
WITH due AS (
    SELECT id FROM delivery
    WHERE account = ANY ($1::text[]) AND look_at IS NOT NULL AND look_at <= statement_timestamp()
    ORDER BY look_at LIMIT $2 FOR UPDATE SKIP LOCKED
), leased AS (
    UPDATE delivery d
    SET looks = d.looks + 1,
        look_at = CASE WHEN d.looks + 1 < $4::int THEN clock_timestamp() + $3::bigint * interval '1 millisecond' END
    FROM due WHERE d.id = due.id
    RETURNING d.id, d.notice, d.recipient, d.channel, d.account, d.attempt_no, d.deadline
)
SELECT l.*, t.id AS attempt, extract(epoch FROM clock_timestamp() - t.begun_at)::double precision AS age,
       l.deadline > clock_timestamp()
       AND EXISTS (SELECT 1 FROM run r WHERE r.notice = l.notice AND r.state IN ('open', 'finished'))
       AND EXISTS (SELECT 1 FROM gate g WHERE g.account = l.account AND g.open) AS may_repeat
FROM leased l JOIN attempt t ON t.delivery = l.id AND t.no = l.attempt_no

-- name: found-for-another
-- $1 reference, $2 delivery.
SELECT 1 FROM evidence WHERE source = 'lookup' AND reference <> '' AND reference = $1 AND delivery <> $2

-- name: ends
-- $1 notice, $2 recipients. How each of these people stands on each channel that they have an address for.
SELECT recipient, channel, state, reason FROM delivery
WHERE notice = $1 AND recipient = ANY ($2::uuid[]) AND channel <> 'social'
ORDER BY recipient, channel

-- name: suppressions
-- $1 channel (null: any), $2 since and $3 id of the last one (null: from the newest), $4 most.
SELECT id, channel, reason, since, CASE WHEN until < 'infinity' THEN until END AS until, delivery, set_by
FROM suppression
WHERE until > clock_timestamp() AND ($1::text IS NULL OR channel = $1)
  AND ($2::timestamptz IS NULL OR (since, id) < ($2, $3::uuid))
ORDER BY since DESC, id DESC
LIMIT $4

-- name: suppression
-- $1 id.
SELECT id, channel, reason, since, CASE WHEN until < 'infinity' THEN until END AS until, delivery, set_by
FROM suppression WHERE id = $1 AND until > clock_timestamp()

-- name: suppression-of
-- $1 channel, $2 blind index of the address.
SELECT id, channel, reason, since, CASE WHEN until < 'infinity' THEN until END AS until, delivery, set_by
FROM suppression WHERE address_bi = $2 AND channel = $1 AND until > clock_timestamp()

-- name: suppression-add
-- $1 id, $2 channel, $3 blind index of the address, $4 reason, $5 until (null: for ever), $6 who. No row if it is left alone
-- at least as long already.
INSERT INTO suppression (id, channel, address_bi, reason, until, set_by)
VALUES ($1, $2, $3, $4, coalesce($5::timestamptz, 'infinity'), $6)
ON CONFLICT (address_bi, channel) DO UPDATE
SET reason = excluded.reason, until = excluded.until, delivery = NULL, set_by = excluded.set_by,
    since = CASE WHEN suppression.until > clock_timestamp() THEN suppression.since ELSE excluded.since END
WHERE excluded.until > suppression.until

-- name: suppression-lift
-- $1 id.
DELETE FROM suppression WHERE id = $1 AND until > clock_timestamp()
RETURNING id, channel, reason, since, CASE WHEN until < 'infinity' THEN until END AS until, delivery, set_by

-- name: suppressions-forget
-- $1 most.
DELETE FROM suppression WHERE id IN (
    SELECT id FROM suppression WHERE until <= statement_timestamp() ORDER BY until LIMIT $1 FOR UPDATE SKIP LOCKED)

-- name: epoch-check
-- $1 what the outside calls this state of the database (null: it says nothing). The first word is kept. Another one later
-- means that an old backup was restored: all gates close, and stay so until a person decided. The row is locked before any
-- gate is, as a decision does: a gate that it opens is not closed again.
WITH kept AS (
    INSERT INTO epoch (token)
    SELECT $1::text WHERE $1::text IS NOT NULL AND NOT EXISTS (SELECT 1 FROM epoch)
    ON CONFLICT (one) DO NOTHING
), noticed AS (
    UPDATE epoch SET held_since = clock_timestamp() WHERE token <> $1::text AND held_since IS NULL RETURNING one
), held AS (
    SELECT one FROM epoch WHERE held_since IS NOT NULL FOR SHARE
), closed AS (
    UPDATE gate SET open = false, reason = 'restored-backup', until = NULL, probing = false, probe = NULL,
        probe_lease = NULL, changed_by = 'candor', changed_at = clock_timestamp()
    WHERE (EXISTS (SELECT 1 FROM noticed) OR EXISTS (SELECT 1 FROM held)) AND (open OR until IS NOT NULL OR probing)
)
SELECT EXISTS (SELECT 1 FROM noticed) AS noticed,
       EXISTS (SELECT 1 FROM noticed) OR EXISTS (SELECT 1 FROM held) AS held

-- name: epoch-lock
-- Whether a person has to decide, or has decided already to hold what is open.
SELECT held_since IS NOT NULL AS held, next IS NOT NULL AS deciding FROM epoch FOR UPDATE

-- name: epoch-hold
-- $1 what the outside says (null: nothing). From now on the fan-out holds too; what began before this is committed will have
-- ended before the gates open.
WITH decided AS (
    UPDATE epoch SET next = coalesce($1::text, token), decided = pg_current_xact_id() WHERE held_since IS NOT NULL
)
UPDATE run SET held = true, held_at = clock_timestamp() WHERE state IN ('open', 'closed')

-- name: epoch-held-from
-- Whether all that was under way when it was decided to hold has ended. Nothing if nothing was decided.
SELECT decided < pg_snapshot_xmin(pg_current_snapshot()) AS alone FROM epoch WHERE next IS NOT NULL

-- name: hold-flying
-- What the backup had in somebody's hands, and what it had in doubt: nothing of it goes out by itself. The lease of a
-- hand-off stays, so that an answer that comes after all is recorded.
WITH flying AS (
    SELECT id, notice, channel, state, attempt_no FROM delivery
    WHERE notice IN (SELECT notice FROM run WHERE state <> 'finished')
      AND worker IS NOT NULL AND state IN ('claimed', 'handing_off')
    FOR UPDATE
), moved AS (
    UPDATE delivery d
    SET state = 'unknown', reason = 'restored-backup', restored = true,
        lease = CASE f.state WHEN 'handing_off' THEN d.lease END, worker = NULL, changed_at = clock_timestamp()
    FROM flying f WHERE d.id = f.id
), lost AS (
    UPDATE attempt t SET phase = 'lost', reason = 'restored-backup'
    FROM flying f WHERE t.delivery = f.id AND t.no = f.attempt_no AND f.state = 'handing_off' AND t.phase = 'begun'
), told AS (
    INSERT INTO tally_delta (notice, channel, state, n)
    SELECT notice, channel, state, -count(*) FROM flying GROUP BY notice, channel, state
    UNION ALL
    SELECT notice, channel, 'unknown', count(*) FROM flying GROUP BY notice, channel
)
SELECT count(*) AS n FROM flying

-- name: hold-doubts
UPDATE delivery
SET reason = 'restored-backup', restored = true, look_at = NULL, quarantine_until = NULL, changed_at = clock_timestamp()
WHERE state = 'unknown' AND (look_at IS NOT NULL OR quarantine_until IS NOT NULL)

-- name: hold-waiting
-- $1 most. What the backup had still to send.
WITH open AS (
    SELECT d.id, d.notice, d.channel, d.state
    FROM delivery d JOIN run r ON r.notice = d.notice AND r.state <> 'cancelled'
    WHERE d.due_at IS NOT NULL
    ORDER BY d.deadline LIMIT $1 FOR UPDATE OF d
), moved AS (
    UPDATE delivery d
    SET state = 'unknown', reason = 'restored-backup', restored = true, due_at = NULL, lease = NULL,
        changed_at = clock_timestamp()
    FROM open o WHERE d.id = o.id
), told AS (
    INSERT INTO tally_delta (notice, channel, state, n)
    SELECT notice, channel, state, -count(*) FROM open GROUP BY notice, channel, state
    UNION ALL
    SELECT notice, channel, 'unknown', count(*) FROM open GROUP BY notice, channel
)
SELECT count(*) AS n FROM open

-- name: epoch-go-on
-- $1 the word to go by from now on (null: the one decided on, else the one there is), $2 who decided. The gates that closed for
-- the backup open.
WITH decided AS (
    UPDATE epoch SET token = coalesce($1::text, next, token), held_since = NULL, next = NULL, decided = NULL
    WHERE held_since IS NOT NULL
    RETURNING one
)
UPDATE gate SET open = true, reason = NULL, changed_by = $2, changed_at = clock_timestamp()
WHERE EXISTS (SELECT 1 FROM decided) AND NOT open AND reason = 'restored-backup'

-- name: test-begin
-- $1 id, $2 notice, $3 account, $4 channel, $5 who asks. Takes a time slot of the account's pace, as every hand-off; answers after
-- how many seconds it is. No row while the gate is closed.
WITH let AS (
    SELECT account FROM gate WHERE account = $3 AND open
), slot AS (
    UPDATE pace p SET next_slot = greatest(p.next_slot, clock_timestamp()) + make_interval(secs => 1 / p.per_second)
    FROM let
    WHERE p.account = let.account AND p.per_second IS NOT NULL
    RETURNING extract(epoch FROM p.next_slot - clock_timestamp())::double precision - 1 / p.per_second AS wait
), begun AS (
    INSERT INTO test_attempt (id, notice, account, channel, asked_by)
    SELECT $1, $2, account, $4, $5 FROM let
    RETURNING *
)
SELECT b.*, greatest(0, coalesce((SELECT wait FROM slot), 0))::double precision AS wait FROM begun b

-- name: test-goes
-- $1 id.
SELECT 1 FROM test_attempt t JOIN gate g ON g.account = t.account WHERE t.id = $1 AND g.open

-- name: test-end
-- $1 id, $2 outcome, $3 reason, $4 code, $5 provider reference.
UPDATE test_attempt
SET phase = 'answered', answered_at = clock_timestamp(), outcome = $2, reason = $3, code = $4, provider_ref = $5
WHERE id = $1 AND phase = 'begun'

-- name: test
-- $1 notice, $2 id.
SELECT * FROM test_attempt WHERE notice = $1 AND id = $2
