-- Statements of the room plumbing: what a connection is asked about its server.

-- name: greet
-- The first question. The server is asked to give up statements of clients that are gone, where it can notice them.
SELECT NOT pg_is_in_recovery() AND current_setting('default_transaction_read_only') = 'off' AS writable,
       CASE WHEN version() !~* 'windows|visual c|mingw'
            THEN set_config('client_connection_check_interval', '2s', false) END AS checks

-- name: standby
-- Asked between the statements of whoever has the connection: it must be nothing that a transaction would notice. A SELECT
-- would be its first query, after which it cannot choose its snapshot any more.
SHOW in_hot_standby

-- name: read-only
-- The same for a server that was told to take no writes. Not transaction_read_only: a transaction may have asked for that.
SHOW default_transaction_read_only

-- name: working
-- $1 processes of the server. Those that work on a statement, not those that wait for their client.
SELECT pid FROM pg_stat_activity
WHERE pid = ANY ($1::int[]) AND state = 'active' AND wait_event_type IS DISTINCT FROM 'Client'
