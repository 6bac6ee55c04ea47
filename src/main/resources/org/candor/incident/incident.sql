-- Statements of the room incident.

-- name: create
-- $1 id, $2 owner, $3 reference, $4 title, $5-$9 organisation, $10 from, $11 to, $12 discovered, $13 exposed classes,
-- $14 compromised channels, $15 regions, $16 wrapped key.
INSERT INTO incident (id, owner, reference, title, organisation_name, organisation_email, organisation_phone,
    organisation_url, organisation_postal, occurred_from, occurred_to, discovered_at, exposed, compromised_channels,
    email_needs_consent_in, sealed_key)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
RETURNING created_at

-- name: facts
SELECT reference, title, organisation_name, organisation_email, organisation_phone, organisation_url,
    organisation_postal, occurred_from, occurred_to, discovered_at, exposed, compromised_channels,
    email_needs_consent_in
FROM incident WHERE id = $1

-- name: key
SELECT sealed_key FROM incident WHERE id = $1

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

-- name: actions
-- $1 incident, $2 after, $3 limit.
SELECT id, kind, summary, owner, due, done_at, reference, noted_by, noted_at
FROM incident_action
WHERE incident = $1 AND id > $2
ORDER BY id
LIMIT $3

-- name: recipients-add
-- $1 incident, $2 import, $3 pass, then one array a column. A ref that is there already is left alone and not returned.
INSERT INTO recipient (id, incident, import, pass, ref_bi, email_bi, phone_bi, content_bi, sealed, locale, region,
    exposed, e_consent)
SELECT a.id, $1, $2, $3, a.ref_bi, a.email_bi, a.phone_bi, a.content_bi, a.sealed, a.locale, a.region, a.exposed,
    a.e_consent
FROM unnest($4::uuid[], $5::bytea[], $6::bytea[], $7::bytea[], $8::bytea[], $9::bytea[], $10::text[], $11::text[],
    $12::integer[], $13::boolean[])
    AS a (id, ref_bi, email_bi, phone_bi, content_bi, sealed, locale, region, exposed, e_consent)
ON CONFLICT (incident, ref_bi) DO NOTHING
RETURNING id

-- name: complete-imports
SELECT id FROM import WHERE incident = $1 AND state = 'complete' ORDER BY finished_at, id

-- name: count
-- $1 incident, $2 imports.
SELECT count(*) AS n FROM recipient WHERE incident = $1 AND import = ANY ($2) AND erased_at IS NULL

-- name: page
-- $1 incident, $2 imports, $3 after, $4 limit.
SELECT id, email_bi, phone_bi, locale, region, e_consent
FROM recipient
WHERE incident = $1 AND import = ANY ($2) AND id > $3 AND erased_at IS NULL
ORDER BY id
LIMIT $4

-- name: open
-- $1 incident, $2 ids.
SELECT r.id, r.sealed, r.locale, r.region, r.exposed, r.e_consent, i.sealed_key, i.exposed AS all_exposed
FROM incident i
JOIN recipient r ON r.incident = i.id
WHERE i.id = $1 AND r.id = ANY ($2) AND r.erased_at IS NULL

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
WHERE i.id = $1

-- name: find
-- $1 incident, $2 blind index of the ref.
SELECT id FROM recipient WHERE incident = $1 AND ref_bi = $2 AND erased_at IS NULL

-- name: inline-import
-- $1 id, $2 incident, $3 name, $4 accepted: people that came with the call that made the incident.
INSERT INTO import (id, incident, name, state, accepted, finished_at)
VALUES ($1, $2, $3, 'complete', $4, clock_timestamp())
