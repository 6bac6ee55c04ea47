-- Channels that the incident of a notice has come to name as compromised after the notice was released: nothing more is handed
-- over on them. What was found at the fan-out never came into the queue.
ALTER TABLE run ADD COLUMN compromised text[] NOT NULL DEFAULT '{}'
    CHECK (compromised <@ ARRAY ['email', 'sms', 'social']);

-- What was named while the notice was under way counts from now on.
UPDATE run r SET compromised = i.compromised_channels
FROM notice n JOIN incident i ON i.id = n.incident
WHERE n.id = r.notice AND i.compromised_channels <> '{}';
