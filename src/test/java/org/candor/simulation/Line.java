package org.candor.simulation;

import io.vertx.core.Future;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The one connection of a history: each statement runs alone, at the simulated time, and is waited for. */
final class Line implements AutoCloseable {
    private static final int SECONDS = 60;

    private final PgConnection connection;
    private long told = -1;
    private long statements;

    Line(PgConnection connection) {
        this.connection = connection;
    }

    /** Runs a statement at a time of the database's clock, in microseconds since 1970; null values: a simple query. */
    RowSet<Row> run(long micros, String sql, @Nullable Tuple values) {
        if (told != micros) {
            // Not waited for: it goes ahead of the statement on the same wire.
            connection.query("SET sim.now = '" + micros + "'").execute();
            told = micros;
        }
        statements++;
        Future<io.vertx.sqlclient.RowSet<io.vertx.sqlclient.Row>> answer = values == null
                ? connection.query(sql).execute()
                : connection.preparedQuery(sql).execute(values);
        return RowSet.newInstance(get(answer), Row.__TYPE_ARG);
    }

    void begin(long micros) {
        run(micros, "BEGIN", null);
    }

    void commit(long micros) {
        run(micros, "COMMIT", null);
    }

    /** The time that was told within the transaction is undone as well. */
    void rollback(long micros) {
        run(micros, "ROLLBACK", null);
        told = -1;
    }

    long statements() {
        return statements;
    }

    static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("the database did not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        get(connection.close());
    }
}
