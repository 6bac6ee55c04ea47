-- Statements of the room incident.

-- name: create
-- $1 id, $2 owner, $3 reference, $4 title, $5-$9 organisation, $10 from, $11 to, $12 discovered, $13 exposed classes,
-- $14 compromised channels, $15 regions, $16 wrapped key.
INSERT INTO incident (id, owner, reference, title, organisation_name, organisation_email, organisation_phone,
    organisation_url, organisation_postal, occurred_from, occurred_to, discovered_at, exposed, compromised_channels,
    email_needs_consent_in, sealed_key)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
RETURNING created_at

-- name: report-lock
-- $1 who. Held until the transaction ends: two clicks come one after the other.
SELECT pg_advisory_xact_lock(hashtextextended('candor.report.' || $1::text, 0))

-- name: reported-just-now
-- $1 owner, $2 reference, $3 title.
SELECT id FROM incident
WHERE owner = $1 AND reference = $2 AND title = $3 AND created_at > clock_timestamp() - interval '1 minute'
ORDER BY id DESC
LIMIT 1

-- name: facts
SELECT reference, title, organisation_name, organisation_email, organisation_phone, organisation_url,
    organisation_postal, occurred_from, occurred_to, discovered_at, exposed, compromised_channels,
    email_needs_consent_in
FROM incident WHERE id = $1

-- name: facts-held
-- $1 incident. The same, and nobody changes them until the transaction ends.
SELECT reference, title, organisation_name, organisation_email, organisation_phone, organisation_url,
    organisation_postal, occurred_from, occurred_to, discovered_at, exposed, compromised_channels,
    email_needs_consent_in
FROM incident WHERE id = $1 FOR SHARE

-- name: headlines
-- $1 incidents (null: all), $2 most, $3 before (null: from the newest). Ids rise with time, so the newest comes first.
SELECT id, reference, title, created_at, erased_at FROM incident
WHERE ($1::uuid[] IS NULL OR id = ANY ($1)) AND ($3::uuid IS NULL OR id < $3)
ORDER BY id DESC
LIMIT $2

-- name: incident-held
-- $1 incident. Held until the transaction ends.
SELECT reference, title, organisation_name, organisation_email, organisation_phone, organisation_url,
    organisation_postal, occurred_from, occurred_to, discovered_at, exposed, compromised_channels,
    email_needs_consent_in, revision
FROM incident WHERE id = $1 FOR UPDATE

-- name: change
-- $1 id, $2 reference, $3 title, $4-$8 organisation, $9 from, $10 to, $11 discovered, $12 exposed classes, $13 compromised
-- channels, $14 regions.
UPDATE incident
SET revision = revision + 1, reference = $2, title = $3, organisation_name = $4, organisation_email = $5,
    organisation_phone = $6, organisation_url = $7, organisation_postal = $8, occurred_from = $9, occurred_to = $10,
    discovered_at = $11, exposed = $12, compromised_channels = $13, email_needs_consent_in = $14
WHERE id = $1
RETURNING owner, revision, created_at, erased_at

-- name: key
SELECT sealed_key FROM incident WHERE id = $1

-- name: key-held
-- $1 incident. Its key, which nobody destroys until the transaction ends.
SELECT sealed_key FROM incident WHERE id = $1 FOR SHARE

-- name: keys-behind
-- $1 with what a key begins that is wrapped by what wraps now, $2 the last incident of the page before, $3 how many.
SELECT id, sealed_key FROM incident
WHERE id > $2 AND sealed_key IS NOT NULL AND substring(sealed_key FROM 1 FOR octet_length($1::bytea)) <> $1::bytea
ORDER BY id LIMIT $3

-- name: keys-rewrapped
-- $1 incidents, $2 their keys as they were, $3 as they are wrapped now. One that was erased since stays so.
UPDATE incident SET sealed_key = n.after
FROM (SELECT * FROM unnest($1::uuid[], $2::bytea[], $3::bytea[]) AS t (id, before, after) ORDER BY id) AS n
WHERE incident.id = n.id AND incident.sealed_key = n.before

-- name: assessment-basis
-- $1 incident. As long as this is the same, so is who there is: lists that were read to their end, people who were erased, and
-- what is known of the incident. The mark of an erasure is forgotten one day, so that it is for an hour at most; while all of it
-- are being erased it never is.
SELECT concat_ws(' ', i.revision, i.erased_at, date_trunc('hour', clock_timestamp()),
    CASE WHEN i.erased_at IS NOT NULL AND NOT i.people_gone THEN clock_timestamp() END,
    (SELECT string_agg(m.id || ' ' || m.finished_at, ' ' ORDER BY m.id) FROM import m
     WHERE m.incident = i.id AND m.state = 'complete'),
    (SELECT count(*) || ' ' || max(e.id::text) FROM erasure e WHERE e.incident = i.id)) AS basis
FROM incident i WHERE i.id = $1

-- name: assessment
-- $1 incident, $2 bits of the incident's own classes, $3 email usable, $4 SMS usable, $5 regions where email needs
-- consent. One pass over the people of complete imports, counted four ways: the two flags say which way a row is.
WITH person AS (
    SELECT coalesce(r.exposed, $2) AS exposed, r.region, r.locale,
           r.email_bi IS NOT NULL AND $3 AND (r.e_consent
               OR NOT coalesce(r.region = ANY ($5) OR left(r.region, 2) = ANY ($5), false)) AS email,
           r.phone_bi IS NOT NULL AND $4 AS sms
    FROM recipient r
    JOIN import i ON i.id = r.import AND i.state = 'complete'
    WHERE r.incident = $1 AND r.erased_at IS NULL
)
SELECT CASE WHEN grouping(exposed) = 0 THEN 'exposed' WHEN grouping(region) = 0 THEN 'region'
            WHEN grouping(locale) = 0 THEN 'locale' ELSE 'channel' END AS way,
       exposed, region, locale, email, sms, count(*) AS n
FROM person
GROUP BY GROUPING SETS ((exposed), (region), (locale), (email, sms))

-- name: action-add
INSERT INTO incident_action (id, incident, kind, summary, owner, due, done_at, reference, noted_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
RETURNING noted_at

-- name: action-just-now
-- $1 incident, $2-$7 the action, $8 who noted it.
SELECT 1 FROM incident_action
WHERE incident = $1 AND kind = $2 AND summary = $3 AND owner IS NOT DISTINCT FROM $4 AND due IS NOT DISTINCT FROM $5
  AND done_at IS NOT DISTINCT FROM $6 AND reference IS NOT DISTINCT FROM $7 AND noted_by = $8
  AND noted_at > clock_timestamp() - interval '1 minute'

-- name: action-open
-- $1 incident, $2 action. Whether it is still to be done.
SELECT a.id, a.kind, a.summary, a.owner, a.due, clock_timestamp() AS now,
       a.done_at IS NULL AND NOT EXISTS (SELECT 1 FROM incident_action d
           WHERE d.incident = $1 AND d.done_at IS NOT NULL AND d.reference = a.id::text) AS open
FROM incident_action a
WHERE a.incident = $1 AND a.id = $2

-- name: actions
-- $1 incident, $2 after, $3 limit.
SELECT id, kind, summary, owner, due, done_at, reference, noted_by, noted_at
FROM incident_action
WHERE incident = $1 AND id > $2
ORDER BY id
LIMIT $3

-- name: recipients-add-new
-- As recipients-add, of people of whom none is there yet: fails with 23505 otherwise. A row costs a fifth less.
INSERT INTO recipient (id, incident, import, pass, ref_bi, email_bi, phone_bi, content_bi, sealed, locale, region,
    exposed, e_consent, domain)
SELECT a.id, $1, $2, $3, a.ref_bi, a.email_bi, a.phone_bi, a.content_bi, a.sealed, a.locale, a.region, a.exposed,
    a.e_consent, a.domain
FROM unnest($4::uuid[], $5::bytea[], $6::bytea[], $7::bytea[], $8::bytea[], $9::bytea[], $10::text[], $11::text[],
    $12::integer[], $13::boolean[], $14::smallint[])
    AS a (id, ref_bi, email_bi, phone_bi, content_bi, sealed, locale, region, exposed, e_consent, domain)

-- name: recipients-add
-- $1 incident, $2 import, $3 pass, then one array a column. A ref that is there already is left alone; only then is said who
-- was added.
WITH added AS (
INSERT INTO recipient (id, incident, import, pass, ref_bi, email_bi, phone_bi, content_bi, sealed, locale, region,
    exposed, e_consent, domain)
SELECT a.id, $1, $2, $3, a.ref_bi, a.email_bi, a.phone_bi, a.content_bi, a.sealed, a.locale, a.region, a.exposed,
    a.e_consent, a.domain
FROM unnest($4::uuid[], $5::bytea[], $6::bytea[], $7::bytea[], $8::bytea[], $9::bytea[], $10::text[], $11::text[],
    $12::integer[], $13::boolean[], $14::smallint[])
    AS a (id, ref_bi, email_bi, phone_bi, content_bi, sealed, locale, region, exposed, e_consent, domain)
ON CONFLICT (incident, ref_bi) DO NOTHING
RETURNING id
)
SELECT count(*)::integer AS n, CASE WHEN count(*) < cardinality($4::uuid[]) THEN array_agg(id) END AS ids FROM added

-- name: complete-imports
SELECT id FROM import WHERE incident = $1 AND state = 'complete' ORDER BY finished_at, id

-- name: count
-- $1 incident, $2 imports, $3 as of when: who was erased later counts, so that the sum stays the same.
SELECT count(*) AS n FROM recipient
WHERE incident = $1 AND import = ANY ($2) AND (erased_at IS NULL OR erased_at > $3::timestamptz)

-- name: shapes
-- $1 incident, $2 imports, $3 as of when. Reads everybody of an audience once: for whoever is asked to agree to it.
SELECT region, e_consent, email_bi IS NOT NULL AS email, phone_bi IS NOT NULL AS phone, count(*) AS n
FROM recipient
WHERE incident = $1 AND import = ANY ($2) AND (erased_at IS NULL OR erased_at > $3::timestamptz)
GROUP BY 1, 2, 3, 4

-- name: page
-- $1 incident, $2 imports, $3 after, $4 limit, $5 as of when: who was erased later is among them, without any address.
SELECT id, email_bi, phone_bi, locale, region, e_consent, domain
FROM recipient
WHERE incident = $1 AND import = ANY ($2) AND id > $3 AND (erased_at IS NULL OR erased_at > $5::timestamptz)
ORDER BY id
LIMIT $4

-- name: entries
-- $1 incident, $2 ids.
SELECT id, email_bi, phone_bi, locale, region, e_consent, domain
FROM recipient
WHERE incident = $1 AND id = ANY ($2) AND erased_at IS NULL
ORDER BY id

-- name: open
-- $1 incident, $2 ids.
SELECT r.id, r.sealed, r.locale, r.region, r.exposed, r.e_consent, i.sealed_key, i.exposed AS all_exposed
FROM incident i
JOIN recipient r ON r.incident = i.id
WHERE i.id = $1 AND r.id = ANY ($2) AND r.erased_at IS NULL AND i.erased_at IS NULL

-- name: samples
-- $1 incident: the first person of each language.
SELECT s.id, s.sealed, l.locale, s.region, s.exposed, s.e_consent, i.sealed_key, i.exposed AS all_exposed
FROM incident i
CROSS JOIN LATERAL (
    SELECT DISTINCT r.locale FROM recipient r JOIN import m ON m.id = r.import AND m.state = 'complete'
    WHERE r.incident = i.id AND r.erased_at IS NULL) l
CROSS JOIN LATERAL (
    SELECT r.id, r.sealed, r.region, r.exposed, r.e_consent
    FROM recipient r JOIN import m ON m.id = r.import AND m.state = 'complete'
    WHERE r.incident = i.id AND r.erased_at IS NULL AND r.locale IS NOT DISTINCT FROM l.locale
    ORDER BY r.id
    LIMIT 1) s
WHERE i.id = $1 AND i.erased_at IS NULL

-- name: find
-- $1 incident, $2 blind index of the ref.
SELECT r.id
FROM recipient r
JOIN import i ON i.id = r.import AND i.state = 'complete'
WHERE r.incident = $1 AND r.ref_bi = $2 AND r.erased_at IS NULL

-- name: audience-lock
-- $1 incident. Held while an audience is counted, by as many as like.
SELECT pg_advisory_xact_lock_shared(hashtextextended('candor.erasure.' || $1::uuid::text, 0))

-- name: erasure-lock
-- $1 incident. Held while somebody is erased: nobody counts an audience meanwhile.
SELECT pg_advisory_xact_lock(hashtextextended('candor.erasure.' || $1::uuid::text, 0))

-- name: erase
-- $1 incident, $2 blind index of the ref, $3 id of the erasure, $4 seconds for which no list brings the person back. What an
-- open upload said of the person goes as well. No row: there is none, or none any more.
WITH person AS (
    SELECT id, email_bi, phone_bi FROM recipient WHERE incident = $1 AND ref_bi = $2 AND erased_at IS NULL FOR UPDATE
), kept AS (
    INSERT INTO erasure (id, incident, recipient, email_bi, phone_bi, forget_at)
    SELECT $3, $1, id, email_bi, phone_bi, clock_timestamp() + make_interval(secs => $4) FROM person
), said AS (
    DELETE FROM import_match m USING person p
    WHERE m.import IN (SELECT id FROM import WHERE incident = $1) AND m.recipient = p.id
)
UPDATE recipient r
SET sealed = NULL, erased_at = clock_timestamp(), email_bi = NULL, phone_bi = NULL, content_bi = '', locale = NULL,
    region = NULL, exposed = NULL, e_consent = false, domain = NULL
FROM person p
WHERE r.incident = $1 AND r.id = p.id
RETURNING r.id, r.erased_at

-- name: erased
-- $1 incident, $2 blind index of the ref.
SELECT id, erased_at FROM recipient WHERE incident = $1 AND ref_bi = $2 AND erased_at IS NOT NULL

-- name: erased-addresses
-- $1 incident.
SELECT email_bi, phone_bi FROM erasure WHERE incident = $1 AND forget_at > clock_timestamp()

-- name: incident-erase
-- $1 incident. From now on nobody of it can be read, in no copy of its rows either that comes without an older copy of this one.
UPDATE incident SET sealed_key = NULL, erased_at = clock_timestamp() WHERE id = $1 AND erased_at IS NULL RETURNING erased_at

-- name: incident-erased
-- $1 incident.
SELECT erased_at FROM incident WHERE id = $1

-- name: import-running
-- $1 incident, $2 seconds after which an untouched open import counts as left behind.
SELECT 1 FROM import
WHERE incident = $1 AND state = 'open' AND touched_at >= clock_timestamp() - make_interval(secs => $2)
LIMIT 1

-- name: imports-end
-- $1 incident: what dead processes left open.
UPDATE import SET state = 'incomplete', finished_at = clock_timestamp() WHERE incident = $1 AND state = 'open'

-- name: quiet
-- $1 incident, $2 seconds: no list of people has come for so long.
SELECT NOT EXISTS (SELECT 1 FROM import
    WHERE incident = $1 AND greatest(touched_at, finished_at) > clock_timestamp() - make_interval(secs => $2)) AS quiet

-- name: erased-said
-- $1 incident, $2 recipient: what uploads said since of somebody who was erased.
DELETE FROM import_match WHERE import IN (SELECT id FROM import WHERE incident = $1) AND recipient = $2

-- name: said-drop
-- $1 incident: what uploads said of its people.
DELETE FROM import_match WHERE import IN (SELECT id FROM import WHERE incident = $1)

-- name: people-erase
-- $1 most. People of incidents whose key is gone.
WITH left_over AS (
    SELECT r.incident, r.id
    FROM incident i JOIN recipient r ON r.incident = i.id
    WHERE i.erased_at IS NOT NULL AND NOT i.people_gone AND r.erased_at IS NULL
    LIMIT $1
    FOR UPDATE OF r SKIP LOCKED
)
UPDATE recipient r
SET sealed = NULL, erased_at = clock_timestamp(), ref_bi = uuid_send(gen_random_uuid()), email_bi = NULL, phone_bi = NULL,
    content_bi = '', locale = NULL, region = NULL, exposed = NULL, e_consent = false, domain = NULL
FROM left_over s
WHERE r.incident = s.incident AND r.id = s.id

-- name: people-gone
UPDATE incident i SET people_gone = true
WHERE i.erased_at IS NOT NULL AND NOT i.people_gone
  AND NOT EXISTS (SELECT 1 FROM recipient r WHERE r.incident = i.id AND r.erased_at IS NULL)

-- name: erasures-forget
-- $1 most. From now on nothing tells who it was.
WITH over AS (
    DELETE FROM erasure
    WHERE id IN (SELECT id FROM erasure WHERE forget_at <= statement_timestamp() ORDER BY forget_at LIMIT $1
                 FOR UPDATE SKIP LOCKED)
    RETURNING incident, recipient
)
UPDATE recipient r SET ref_bi = uuid_send(gen_random_uuid())
FROM over o
WHERE r.incident = o.incident AND r.id = o.recipient

-- name: inline-import
-- $1 id, $2 incident, $3 name, $4 accepted: people that came with the call that made the incident.
INSERT INTO import (id, incident, name, state, accepted, finished_at)
VALUES ($1, $2, $3, 'complete', $4, clock_timestamp())

-- name: import-open
-- $1 id, $2 incident, $3 name, $4 seconds after which an untouched open import counts as left behind. Returns nothing if
-- the name is taken by an import that is complete or still open.
INSERT INTO import (id, incident, name, state)
VALUES ($1, $2, $3, 'open')
ON CONFLICT (incident, name) DO UPDATE
SET state = 'open', pass = import.pass + 1, accepted = 0, merged = 0, rejected = 0, problem = NULL,
    started_at = clock_timestamp(), touched_at = clock_timestamp(), finished_at = NULL
WHERE import.state IN ('incomplete', 'failed')
   OR import.state = 'open' AND import.touched_at < clock_timestamp() - make_interval(secs => $4)
RETURNING id, pass

-- name: import-named
SELECT id, state FROM import WHERE incident = $1 AND name = $2

-- name: import-view
-- $1 id, $2 seconds as above.
SELECT id, incident, name, accepted, merged, rejected, problem, started_at, finished_at,
       CASE WHEN state = 'open' AND touched_at < clock_timestamp() - make_interval(secs => $2) THEN 'incomplete'
            ELSE state END AS state
FROM import WHERE id = $1

-- name: imports-of
-- $1 incident, $2 seconds as above, $3 most. The newest first.
SELECT id, incident, name, accepted, merged, rejected, problem, started_at, finished_at,
       CASE WHEN state = 'open' AND touched_at < clock_timestamp() - make_interval(secs => $2) THEN 'incomplete'
            ELSE state END AS state
FROM import WHERE incident = $1
ORDER BY started_at DESC, id DESC
LIMIT $3

-- name: import-touch
-- $1 imports that this process reads, $2 their passes.
UPDATE import i SET touched_at = clock_timestamp()
FROM unnest($1::uuid[], $2::integer[]) AS a (id, pass)
WHERE i.id = a.id AND i.pass = a.pass AND i.state = 'open'

-- name: import-count
-- $1 import, $2 pass, $3 accepted, $4 merged, $5 rejected, $6 rows of all three before. No row: another upload has taken the
-- name over, or the database has lost what was counted before.
UPDATE import SET accepted = $3, merged = $4, rejected = $5, touched_at = clock_timestamp()
WHERE id = $1 AND pass = $2 AND state = 'open' AND accepted + merged + rejected = $6

-- name: import-taken
-- $1 import, $2 pass. Whether another upload has gone on with it, or ended it. A database that knows less of it has lost something.
SELECT 1 FROM import WHERE id = $1 AND (pass > $2 OR pass = $2 AND state <> 'open')

-- name: import-end
-- $1 import, $2 pass, $3 state, $4 problem, $5 the rows that a complete one has. No row: as in import-count.
UPDATE import SET state = $3, problem = $4, finished_at = clock_timestamp()
WHERE id = $1 AND pass = $2 AND state = 'open' AND ($3 <> 'complete' OR accepted + merged + rejected = $5)

-- name: import-refused
-- $1 import: nothing of it counts.
UPDATE import SET accepted = 0, merged = 0 WHERE id = $1

-- name: batch-begins
-- $1 incident. Batches of an incident's uploads run side by side; the end of an upload runs alone. A batch does not wait for
-- the disk: the end of its upload does, and until then the list is still to be sent again (ADR 20).
SELECT pg_advisory_xact_lock_shared(hashtextextended('candor.import.' || $1::uuid::text, 0)),
       set_config('synchronous_commit', 'off', true)

-- name: lock-alone
SELECT pg_advisory_xact_lock(hashtextextended('candor.import.' || $1::uuid::text, 0))

-- name: recipients-known
-- $1 incident, $2 import, $3 blind indexes of refs: who is there already, and what this upload said of them before.
SELECT r.id, r.ref_bi, r.content_bi, r.import = $2 AS own, r.import = $2 AND r.pass = $4 AS own_pass,
       r.erased_at IS NOT NULL AS erased, m.content_bi AS said
FROM recipient r
LEFT JOIN import_match m ON m.import = $2 AND m.recipient = r.id
WHERE r.incident = $1 AND r.ref_bi = ANY ($3)

-- name: matches-add
-- $1 import, then one array a column.
INSERT INTO import_match (import, recipient, content_bi, sealed, email_bi, phone_bi, locale, region, exposed, e_consent,
    domain)
SELECT $1, a.*
FROM unnest($2::uuid[], $3::bytea[], $4::bytea[], $5::bytea[], $6::bytea[], $7::text[], $8::text[], $9::integer[],
    $10::boolean[], $11::smallint[]) AS a

-- name: matches-apply
-- $1 import, $2 incident: what it said differently of people who were there before.
UPDATE recipient r
SET sealed = m.sealed, content_bi = m.content_bi, email_bi = m.email_bi, phone_bi = m.phone_bi, locale = m.locale,
    region = m.region, exposed = m.exposed, e_consent = m.e_consent, domain = m.domain
FROM import_match m
WHERE m.import = $1 AND m.sealed IS NOT NULL AND r.incident = $2 AND r.id = m.recipient AND r.erased_at IS NULL

-- name: matches-adopt
-- $1 import, $2 incident: people of an import that never completed belong to the one that did.
UPDATE recipient r SET import = $1
FROM import_match m
WHERE m.import = $1 AND r.incident = $2 AND r.id = m.recipient AND r.import <> $1
  AND NOT EXISTS (SELECT 1 FROM import i WHERE i.id = r.import AND i.state = 'complete')

-- name: matches-drop
DELETE FROM import_match WHERE import = $1

-- name: recipients-drop
-- $1 incident: people of uploads that failed, unless another upload that is still open names them too.
DELETE FROM recipient r
WHERE r.incident = $1 AND r.import IN (SELECT id FROM import WHERE incident = $1 AND state = 'failed')
  AND r.erased_at IS NULL AND NOT EXISTS (SELECT 1 FROM import_match m WHERE m.recipient = r.id)

-- name: recipients-drop-earlier
-- $1 incident, $2 import, $3 pass: people of earlier passes whom the last one did not name.
DELETE FROM recipient r
WHERE r.incident = $1 AND r.import = $2 AND r.pass < $3 AND r.erased_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM import_match m WHERE m.recipient = r.id)

-- name: rejects-add
INSERT INTO import_reject (import, row, code) SELECT $1, a.* FROM unnest($2::integer[], $3::text[]) AS a

-- name: rejects-drop
DELETE FROM import_reject WHERE import = $1

-- name: rejects-by-code
-- $1 import.
SELECT code, count(*)::integer AS n FROM import_reject WHERE import = $1 GROUP BY code ORDER BY n DESC, code

-- name: rejects
-- $1 import, $2 after, $3 limit.
SELECT row, code FROM import_reject WHERE import = $1 AND row > $2 ORDER BY row LIMIT $3
