package org.candor.plumbing;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.impl.SqlConnectionInternal;
import java.time.Duration;
import java.util.function.Predicate;

/** One connection of the pool, as the watch over it sees it. Questions queue behind whatever else runs on it. */
final class Line {
    /** What a question brought to light. */
    enum Answer {
        FINE,
        NO_WRITES,
        CLOSED
    }

    private final SqlConnection connection;
    private volatile boolean waits;
    private volatile long since;
    private volatile long answered = System.nanoTime();

    Line(SqlConnection connection) {
        this.connection = connection;
    }

    /** The server's process behind it. */
    int backend() {
        return socket(connection).getProcessId();
    }

    /** True while a question is not answered. */
    boolean waits() {
        return waits;
    }

    /** How long the question waits, or has since it was last looked into. */
    long waitedNanos() {
        return System.nanoTime() - since;
    }

    boolean answeredWithin(Duration time) {
        return System.nanoTime() - answered < time.toNanos();
    }

    void lookedInto() {
        since = System.nanoTime();
    }

    /** Never fails. */
    Future<Answer> ask(String question, Predicate<RowSet<Row>> fine) {
        since = System.nanoTime();
        waits = true;
        return connection
                .query(question)
                .execute()
                .map(rows -> fine.test(rows) ? Answer.FINE : Answer.NO_WRITES)
                .onSuccess(_ -> answered = System.nanoTime())
                // An answer that is an error is one: of a transaction that failed before, or a server that goes down.
                .otherwise(e -> e instanceof PgException ? Answer.FINE : Answer.CLOSED)
                .onComplete(_ -> waits = false);
    }

    void hangUp() {
        hangUp(connection);
    }

    /**
     * Closes without a word, from the socket's end of the pipeline: at the other end the client's goodbye would wait behind
     * the statement that nobody answers, and the socket stay open with it.
     */
    @SuppressWarnings("FutureReturnValueIgnored")
    static void hangUp(SqlConnection connection) {
        socket(connection)
                .socket()
                .channelHandlerContext()
                .pipeline()
                .firstContext()
                .close();
    }

    /** The client's own class: its API can only say goodbye. */
    private static SocketConnectionBase socket(SqlConnection connection) {
        return (SocketConnectionBase) ((SqlConnectionInternal) connection).unwrap();
    }
}
