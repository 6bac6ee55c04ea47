package org.candor.simulation;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.PreparedQuery;
import io.vertx.mutiny.sqlclient.Query;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A process's connections to the database. Each statement, and each transaction as a whole, is a request that the history
 * lets through, loses, or answers with silence.
 */
@SuppressWarnings("NullAway")
final class SimulatedPool extends Pool {
    private final Machine machine;
    private final History history;

    SimulatedPool(Machine machine, History history) {
        super((io.vertx.sqlclient.Pool) null);
        this.machine = machine;
        this.history = history;
    }

    @Override
    public Query<RowSet<Row>> query(String sql) {
        return new Asked(sql);
    }

    @Override
    public PreparedQuery<RowSet<Row>> preparedQuery(String sql) {
        return new Asked(sql);
    }

    @Override
    public <T> Uni<T> withTransaction(Function<SqlConnection, Uni<T>> steps) {
        return history.ask(machine, "transaction", true, () -> history.transaction(machine, steps));
    }

    @Override
    public <T> Uni<T> withConnection(Function<SqlConnection, Uni<T>> steps) {
        return history.ask(
                machine,
                "connection",
                false,
                () -> steps.apply(new Direct(machine, history)).await().indefinitely());
    }

    private final class Asked extends PreparedQuery<RowSet<Row>> {
        private final String sql;

        Asked(String sql) {
            super((io.vertx.sqlclient.PreparedQuery<RowSet<Row>>) null);
            this.sql = sql;
        }

        @Override
        public Uni<RowSet<Row>> execute() {
            return ask(null);
        }

        @Override
        public Uni<RowSet<Row>> execute(Tuple values) {
            return ask(values);
        }

        private Uni<RowSet<Row>> ask(@Nullable Tuple values) {
            return history.ask(machine, history.name(sql), false, () -> history.run(machine, sql, values));
        }
    }

    /** One connection, as the steps of a transaction have it: answered at once. */
    static final class Direct extends SqlConnection {
        private final Machine machine;
        private final History history;

        Direct(Machine machine, History history) {
            super((io.vertx.sqlclient.SqlConnection) null);
            this.machine = machine;
            this.history = history;
        }

        @Override
        public Query<RowSet<Row>> query(String sql) {
            return new Run(sql);
        }

        @Override
        public PreparedQuery<RowSet<Row>> preparedQuery(String sql) {
            return new Run(sql);
        }

        private final class Run extends PreparedQuery<RowSet<Row>> {
            private final String sql;

            Run(String sql) {
                super((io.vertx.sqlclient.PreparedQuery<RowSet<Row>>) null);
                this.sql = sql;
            }

            @Override
            public Uni<RowSet<Row>> execute() {
                return Uni.createFrom().item(() -> history.run(machine, sql, null));
            }

            @Override
            public Uni<RowSet<Row>> execute(Tuple values) {
                return Uni.createFrom().item(() -> history.run(machine, sql, values));
            }
        }
    }
}
