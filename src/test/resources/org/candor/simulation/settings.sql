-- A seed is the same history each time: rows come in the order of an index, never in that of their places on a page, where
-- earlier histories have left traces.
ALTER DATABASE world SET search_path = sim, public, pg_catalog;
ALTER DATABASE world SET sim.now = '1800000000000000';
ALTER DATABASE world SET enable_seqscan = off;
ALTER DATABASE world SET enable_bitmapscan = off;
ALTER DATABASE world SET enable_hashjoin = off;
ALTER DATABASE world SET enable_mergejoin = off;
ALTER DATABASE world SET plan_cache_mode = force_generic_plan;
ALTER DATABASE world SET lock_timeout = '10s';
