package org.candor.plumbing;

import io.vertx.core.VertxException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;

/** Tells a database or another server that cannot be reached, or has no room, from a mistake of ours: the first is 503, worth a retry. */
final class Outage {
    private static final int DEPTH = 8;

    private Outage() {}

    static boolean is(Throwable fault) {
        Throwable next = fault;
        for (int depth = 0; next != null && depth < DEPTH; depth++) {
            if (outage(next)) {
                return true;
            }
            next = next.getCause();
        }
        return false;
    }

    private static boolean outage(Throwable fault) {
        return switch (fault) {
            case PgException answer -> passing(answer.getSqlState());
            case ClosedConnectionException _,
                    IOException _,
                    TimeoutException _,
                    io.smallrye.mutiny.TimeoutException _,
                    ConnectionPoolTooBusyException _ -> true;
            // What the client says, without a class of its own, of connections that end under a query or in the pool.
            case NoStackTraceThrowable _ -> true;
            case VertxException it -> "Connection closed".equals(it.getMessage());
            default -> false;
        };
    }

    /** Classes 08 connection, 40 a transaction that had to give way, 53 resources, 57P shutdown, and 25006: a demoted primary. */
    private static boolean passing(String sqlState) {
        return sqlState != null
                && (sqlState.startsWith("08")
                        || sqlState.startsWith("40")
                        || sqlState.startsWith("53")
                        || sqlState.startsWith("57P")
                        || sqlState.equals("25006"));
    }
}
