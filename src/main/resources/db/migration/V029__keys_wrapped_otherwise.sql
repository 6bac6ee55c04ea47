-- How many incidents have a key that was wrapped by another key than the one that wraps now: as long as there is one, the others
-- must not be taken out of use.
CREATE FUNCTION keys_wrapped_otherwise(generation bytea) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT count(*) FROM incident
    WHERE sealed_key IS NOT NULL AND substring(sealed_key FROM 1 FOR octet_length(generation)) <> generation
$$;
