-- Statements of the room notice.

-- name: insert
-- $1 id, $2 incident, $3 kind, $4 follows, $5 spec, $6 authors. No row if the notice it follows is not this incident's.
-- Whatever follows a notice shares its public page; the first one's is called by its day and the random end of its id.
INSERT INTO notice (id, incident, kind, follows, root, slug, spec, state, authors)
SELECT $1, $2, $3, $4, coalesce(f.root, $1),
       coalesce(f.slug, to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD') || '-' || right($1::uuid::text, 10)),
       $5, 'draft', $6::text[]
FROM (SELECT 1) one LEFT JOIN notice f ON f.id = $4 AND f.incident = $2
WHERE $4::uuid IS NULL OR f.id IS NOT NULL
RETURNING *, clock_timestamp() AS now

-- name: lock
-- $1 id. Every step holds the row to its end, so that two people cannot both find it as it was.
SELECT *, clock_timestamp() AS now FROM notice WHERE id = $1 FOR UPDATE

-- name: get
-- $1 id.
SELECT *, clock_timestamp() AS now FROM notice WHERE id = $1

-- name: save
-- $1 id, $2 revision that was read, $3 state, $4 authors, $5 submitted by, $6 at, $7 audience, $8 its imports, $9 facts,
-- $10 content hash, $11 approved by, $12 at, $13 hash, $14 audience, $15 release wanted by, $16 released by, $17 at,
-- $18 not before, $19 deadline, $20 reset expires at, $21 finished at, $22 people of extensions, $23-$26 an extension that waits:
-- how many, its imports, who asked, at.
UPDATE notice
SET revision = revision + 1, state = $3, authors = $4, submitted_by = $5,
    submitted_at = $6, audience = $7, audience_imports = $8, facts = $9, content_hash = $10, approved_by = $11,
    approved_at = $12, approved_hash = $13, approved_audience = $14, release_wanted_by = $15, released_by = $16,
    released_at = $17, not_before = $18, deadline = $19, reset_expires_at = $20, finished_at = $21, extended = $22,
    extension_audience = $23, extension_imports = $24, extension_by = $25, extension_at = $26
WHERE id = $1 AND revision = $2
RETURNING *, clock_timestamp() AS now

-- name: edit
-- $1 id, $2 revision that was read, $3 kind, $4 follows, $5 root, $6 slug, $7 spec, $8 authors. It is a draft again, and what was
-- approved of it is kept to show what changed.
UPDATE notice
SET revision = revision + 1, state = 'draft', kind = $3, follows = $4, root = $5, slug = $6, spec = $7, authors = $8,
    agreed_spec = CASE WHEN approved_by IS NULL THEN agreed_spec ELSE spec END,
    submitted_by = NULL, submitted_at = NULL, audience = NULL, audience_imports = NULL, facts = NULL, content_hash = NULL,
    approved_by = NULL, approved_at = NULL, approved_hash = NULL, approved_audience = NULL, release_wanted_by = NULL
WHERE id = $1 AND revision = $2
RETURNING *, clock_timestamp() AS now

-- name: list
-- $1 incidents (null: all), $2 incident (null: any), $3 state (null: any), $4 after (null: from the newest), $5 most.
-- Ids rise with time, so the newest comes first.
SELECT *, clock_timestamp() AS now FROM notice
WHERE ($1::uuid[] IS NULL OR incident = ANY ($1)) AND ($2::uuid IS NULL OR incident = $2)
  AND ($3::text IS NULL OR state = $3) AND ($4::uuid IS NULL OR id < $4)
ORDER BY id DESC
LIMIT $5

-- name: waiting
-- $1 incidents (null: all), $2 most. What was submitted and has not gone out, and what is out and is to go to more people.
SELECT *, clock_timestamp() AS now FROM notice
WHERE ($1::uuid[] IS NULL OR incident = ANY ($1)) AND (state = 'awaiting_approval' OR extension_audience IS NOT NULL)
ORDER BY id DESC
LIMIT $2

-- name: waiting-count
-- $1 incidents (null: all), $2 how many people one person may decide about. Those that wait for a second one.
SELECT count(*) AS n FROM notice
WHERE ($1::uuid[] IS NULL OR incident = ANY ($1))
  AND (extension_audience IS NOT NULL
       OR state = 'awaiting_approval' AND audience > $2
          AND (approved_by IS NULL OR approved_by = ANY (authors) OR approved_hash <> content_hash
               OR approved_audience <> audience))

-- name: of-incident
-- $1 incident.
SELECT id FROM notice WHERE incident = $1 ORDER BY id

-- name: states
-- $1 incidents. How many notices of each are in which state.
SELECT incident, state, count(*) AS n FROM notice WHERE incident = ANY ($1) GROUP BY incident, state ORDER BY incident, state

-- name: clocks
-- $1 incidents, $2 most. A draft has the deadline and the hour that its author named.
SELECT n.id, n.incident, n.kind, n.state, n.audience + n.extended AS audience, n.created_at, n.released_at,
       n.finished_at, ARRAY(SELECT jsonb_array_elements_text(n.spec::jsonb -> 'channels')) AS channels,
       coalesce(n.not_before, (n.spec::jsonb ->> 'not_before')::timestamptz) AS not_before,
       coalesce(n.deadline, (n.spec::jsonb ->> 'deadline')::timestamptz) AS deadline
FROM notice n
WHERE n.incident = ANY ($1)
ORDER BY n.id DESC
LIMIT $2

-- name: clock-nearest
-- $1 incidents (null: all).
SELECT n.id, n.incident, n.kind, n.state, n.audience + n.extended AS audience, n.created_at, n.released_at,
       n.finished_at, ARRAY(SELECT jsonb_array_elements_text(n.spec::jsonb -> 'channels')) AS channels,
       n.not_before, n.deadline
FROM notice n
WHERE ($1::uuid[] IS NULL OR n.incident = ANY ($1)) AND n.deadline IS NOT NULL
  AND n.state IN ('scheduled', 'running', 'paused', 'completing')
ORDER BY n.deadline, n.id
LIMIT 1

-- name: moving-of-incident
-- $1 incident. Held to the end: none of them begins to move meanwhile.
SELECT id, state IN ('completed', 'completed_with_failures', 'cancelled') AS final FROM notice WHERE incident = $1
ORDER BY id FOR UPDATE

-- name: people-erased
-- $1 incident.
UPDATE notice SET people_erased_at = clock_timestamp() WHERE incident = $1 AND people_erased_at IS NULL

-- name: retention-over
-- $1 seconds, $2 most. Incidents of which nothing has moved for so long.
SELECT incident
FROM notice
GROUP BY incident
HAVING bool_and(people_erased_at IS NULL) AND bool_and(state IN ('completed', 'completed_with_failures', 'cancelled'))
   AND max(greatest(finished_at, created_at)) < clock_timestamp() - make_interval(secs => $1)
ORDER BY max(greatest(finished_at, created_at))
LIMIT $2

-- name: addresses-left
SELECT id FROM notice WHERE people_erased_at IS NOT NULL AND NOT addresses_gone ORDER BY id LIMIT 1

-- name: addresses-gone
-- $1 notice.
UPDATE notice SET addresses_gone = true WHERE id = $1

-- name: channel-add
-- $1 notice, $2 channels, $3 accounts.
INSERT INTO notice_channel (notice, channel, account)
SELECT $1, c.channel, c.account FROM unnest($2::text[], $3::text[]) AS c (channel, account)
ON CONFLICT (notice, channel, account) DO NOTHING

-- name: channels
-- $1 notice.
SELECT channel, account, no_address FROM notice_channel WHERE notice = $1 ORDER BY channel, account

-- name: fan-out-open
INSERT INTO fan_out (notice) VALUES ($1) ON CONFLICT (notice) DO NOTHING

-- name: fan-out-seen
-- $1 notice. Nothing before release.
SELECT seen, done FROM fan_out WHERE notice = $1

-- name: fan-out-next
-- The notice that waited longest for its next page. Held to the end of the page's transaction: another process takes
-- another notice, and a process that dies leaves the cursor where it was.
SELECT n.*, clock_timestamp() AS now, f.cursor, f.part, x.imports AS part_imports, x.asked_at AS part_asked_at,
       x.reset_expires_at AS part_reset_expires_at, x.released_at AS part_released_at
FROM fan_out f JOIN notice n ON n.id = f.notice LEFT JOIN notice_extension x ON x.notice = f.notice AND x.no = f.part
WHERE NOT f.done AND n.state IN ('scheduled', 'running', 'completing')
ORDER BY f.changed_at
LIMIT 1
FOR UPDATE OF f SKIP LOCKED

-- name: fan-out-advance
-- $1 notice, $2 cursor, $3 recipients of the page, $4 whether it was the last of its part. An extension that was released
-- meanwhile is the next part.
UPDATE fan_out f
SET cursor = CASE WHEN next.there THEN NULL ELSE coalesce($2, f.cursor) END, seen = f.seen + $3,
    part = f.part + next.there::integer, done = $4::boolean AND NOT next.there, changed_at = clock_timestamp()
FROM (SELECT $4::boolean AND EXISTS (
          SELECT 1 FROM notice_extension x JOIN fan_out o ON o.notice = x.notice AND x.no = o.part + 1
          WHERE o.notice = $1) AS there) next
WHERE f.notice = $1

-- name: fan-out-hold
-- $1 notice. Waits for the page that is being filled: its end must not miss what is released now.
SELECT 1 FROM fan_out WHERE notice = $1 FOR UPDATE

-- name: fan-out-go-on
-- $1 notice. What is not at its end comes to the next part by itself.
UPDATE fan_out SET part = part + 1, cursor = NULL, done = false, changed_at = clock_timestamp() WHERE notice = $1 AND done

-- name: extension-add
-- $1 notice, $2 imports, $3 people, $4 who asked, $5 when, $6 content hash, $7 approved by, $8 reset expires at.
INSERT INTO notice_extension (notice, no, imports, audience, asked_by, asked_at, content_hash, approved_by, approved_at,
    reset_expires_at)
SELECT $1, 1 + coalesce((SELECT max(no) FROM notice_extension WHERE notice = $1), 0), $2, $3, $4, $5, $6, $7,
       CASE WHEN $7::text IS NOT NULL THEN clock_timestamp() END, $8

-- name: extension-imports
-- $1 notice.
SELECT DISTINCT i.id FROM notice_extension x, unnest(x.imports) AS i (id) WHERE x.notice = $1

-- name: no-address
-- $1 notice, $2 channel, $3 how many more.
UPDATE notice_channel SET no_address = no_address + $3 WHERE notice = $1 AND channel = $2

-- name: moving
-- $1 notices whose run is open. Notices that time alone may move: their hour has come, they may be done, or they were done
-- until late news queued a delivery again.
SELECT n.id, n.state, coalesce(n.not_before <= clock_timestamp(), true) AS due, coalesce(f.done, false) AS filled
FROM notice n LEFT JOIN fan_out f ON f.notice = n.id
WHERE n.state IN ('scheduled', 'running', 'completing')
   OR n.id = ANY ($1::uuid[]) AND n.state IN ('completed', 'completed_with_failures')
ORDER BY n.id

-- name: one-snapshot
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY

-- name: public-page
-- $1 slug. What people can get of a notice and those that follow it; one cancelled before its hour came is not among them.
SELECT n.*, clock_timestamp() AS now
FROM notice n
WHERE n.root = (SELECT r.id FROM notice r WHERE r.slug = $1 AND r.root = r.id)
  AND n.released_at IS NOT NULL AND n.state <> 'scheduled'
  AND coalesce(n.not_before <= coalesce(n.finished_at, clock_timestamp()), true)
ORDER BY n.id

-- name: public-recent
-- $1 most pages. All that people can get of the notices with a public post that changed last.
SELECT n.*, clock_timestamp() AS now
FROM (SELECT p.root
      FROM notice p
      WHERE p.released_at IS NOT NULL AND p.state NOT IN ('scheduled', 'cancelled')
        AND coalesce(p.not_before <= clock_timestamp(), true)
      GROUP BY p.root
      HAVING bool_or(EXISTS (SELECT 1 FROM notice_channel c WHERE c.notice = p.id AND c.channel = 'social'))
      ORDER BY max(greatest(p.released_at, p.not_before)) DESC, p.root DESC
      LIMIT $1) latest
JOIN notice n ON n.root = latest.root
WHERE n.released_at IS NOT NULL AND n.state <> 'scheduled'
  AND coalesce(n.not_before <= clock_timestamp(), true)
