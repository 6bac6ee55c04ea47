-- The clock of a simulated world: microseconds since 1970, told by whoever plays the history.
CREATE SCHEMA sim;
CREATE FUNCTION sim.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
    SELECT timestamptz 'epoch' + current_setting('sim.now')::bigint * interval '1 microsecond'
$$;
CREATE FUNCTION sim.statement_timestamp() RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT timestamptz 'epoch' + current_setting('sim.now')::bigint * interval '1 microsecond'
$$;
ALTER DATABASE world SET search_path = sim, public, pg_catalog;
ALTER DATABASE world SET sim.now = '1800000000000000';
