-- The record's door for what is done in SQL alone: the commands beside the service, and changes of the key file.

-- A UUIDv7 (RFC 9562, 5.7): rises with time, as the ids that processes make.
CREATE FUNCTION rising_id() RETURNS uuid LANGUAGE sql VOLATILE AS $$
    SELECT encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
        PLACING substring(int8send(floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6),
        52, 1), 53, 1), 'hex')::uuid
$$;

-- $1 actor, $2 action, $3 subject, $4 facts without personal data. Answers the row's id.
CREATE FUNCTION noted(text, text, uuid, jsonb) RETURNS uuid LANGUAGE sql VOLATILE AS $$
    INSERT INTO audit (id, actor, action, subject, detail) VALUES (rising_id(), $1, $2, $3, $4) RETURNING id
$$;
