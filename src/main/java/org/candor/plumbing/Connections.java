package org.candor.plumbing;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.spi.PgDriver;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import io.vertx.sqlclient.spi.ConnectionFactory;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.ConnectException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Makes the connections of the pool and watches each of them, since neither the client nor the network tells of a server
 * that is gone or was demoted:
 *
 * <ol>
 *   <li>A new connection must lead to a server that takes writes; where several hosts are configured, the next one is tried.
 *   <li>Each connection is asked again and again. One whose server takes no writes any more is closed at once.
 *   <li>One that is silent is closed, unless the server says, over another connection, that it still works on its statement.
 *   <li>While no connection can be made, one try after the other is made, and whoever needs one fails at once.
 * </ol>
 *
 * A connection is never waited for longer than connect-within, and a dead one is closed twice ask-every + silence +
 * connect-within after its last word, at the latest.
 */
@ApplicationScoped
public class Connections implements PgPoolCreator {
    private static final Logger LOG = Logger.getLogger(Connections.class);
    private static final Sql SQL = Sql.of("plumbing");
    /**
     * Statements of up to so many characters are planned once a connection. The client's own limit is 2,048, and planning the
     * statement that ends hand-offs takes longer than its work.
     */
    private static final int LONGEST = 16_384;

    private static final String QUESTION = SQL.get("standby") + ";" + SQL.get("read-only");

    private final DatabaseConfig config;
    private final Set<Line> lines = ConcurrentHashMap.newKeySet();
    private final Tries tries;
    private final AtomicBoolean looking = new AtomicBoolean();

    Connections(DatabaseConfig config) {
        this.config = config;
        this.tries = new Tries(config.retryEvery());
    }

    /** Where connections are made: the servers that may be the primary, and the one tried next. */
    private record Source(Vertx vertx, ConnectionFactory factory, List<PgConnectOptions> hosts) {}

    @Override
    @SuppressWarnings("deprecation") // The only public place where a connection can be refused; Vert.x 4 has no other.
    public Pool create(Input input) {
        List<PgConnectOptions> hosts = input.pgConnectOptionsList().stream()
                .map(PgConnectOptions::new)
                .map(it -> {
                    it.setConnectTimeout((int) config.connectWithin().toMillis());
                    // One that never ends its handshake is watched by nobody else.
                    it.setTcpKeepAlive(true);
                    it.setPreparedStatementCacheSqlLimit(LONGEST);
                    return it;
                })
                .toList();
        ConnectionFactory factory = PgDriver.INSTANCE.createConnectionFactory(input.vertx(), hosts.getFirst());
        Source source = new Source(input.vertx(), factory, hosts);
        input.vertx().setPeriodic(config.askEvery().toMillis(), _ -> ask(source));
        return PgBuilder.pool()
                .with(options(input))
                .connectingTo(hosts.getFirst())
                .using(input.vertx())
                .build()
                .connectionProvider(context -> pooled(source, context));
    }

    /** No time limit for those who wait: the client's would go off once more after each failure, and busy ones end anyway. */
    private PoolOptions options(Input input) {
        return new PoolOptions(input.poolOptions()).setConnectionTimeout(0).setMaxWaitQueueSize(config.waiting());
    }

    private Future<SqlConnection> pooled(Source source, Context context) {
        if (!tries.may()) {
            return Future.failedFuture(new ConnectException("the database is away"));
        }
        return connect(source, context).onSuccess(made -> lines.add(new Line(made)));
    }

    private void tried(AsyncResult<SqlConnection> done) {
        if (done.succeeded()) {
            tries.succeeded();
        } else {
            // Of a database that answers others, one that did not get through says nothing.
            tries.failed(done.cause(), lines.stream().noneMatch(it -> it.answeredWithin(config.silence())));
        }
    }

    /** Fails after connect-within; a connection that comes later is closed. */
    private Future<SqlConnection> connect(Source source, Context context) {
        PgConnectOptions host = source.hosts()
                .get(Math.floorMod(tries.failures(), source.hosts().size()));
        Promise<SqlConnection> promise = Promise.promise();
        long timer = source.vertx()
                .setTimer(
                        config.connectWithin().toMillis(),
                        _ -> promise.tryFail(new ConnectException("no connection in time")));
        source.factory().connect(context, host).onComplete(connected -> {
            if (connected.failed()) {
                promise.tryFail(connected.cause());
                return;
            }
            // Its end is told by what was asked of it; without a handler it would be printed as well.
            SqlConnection connection = connected.result().exceptionHandler(_ -> {});
            connection.query(SQL.get("greet")).execute().onComplete(greeted -> {
                boolean writable = greeted.succeeded() && writable(greeted.result());
                if (!writable || !promise.tryComplete(connection)) {
                    Line.hangUp(connection);
                    promise.tryFail(greeted.failed() ? greeted.cause() : new ConnectException("it takes no writes"));
                }
            });
        });
        return promise.future()
                .onComplete(_ -> source.vertx().cancelTimer(timer))
                .onComplete(this::tried);
    }

    private static boolean writable(RowSet<Row> rows) {
        return rows.iterator().next().getBoolean("writable");
    }

    private static boolean primary(RowSet<Row> rows) {
        return Stream.of(rows, rows.next())
                .allMatch(it -> it.iterator().next().getString(0).equals("off"));
    }

    /** One round of questions; what has been silent for too long is looked into. */
    private void ask(Source source) {
        for (Line line : lines) {
            if (!line.waits()) {
                line.ask(QUESTION, Connections::primary).onComplete(done -> heard(line, done.result()));
            }
        }
        if (!silent().isEmpty() && looking.compareAndSet(false, true)) {
            lookInto(source);
        }
    }

    private Set<Line> silent() {
        return lines.stream()
                .filter(it -> it.waits() && it.waitedNanos() > config.silence().toNanos())
                .collect(Collectors.toSet());
    }

    private void heard(Line line, Line.Answer answer) {
        switch (answer) {
            case FINE -> {}
            case NO_WRITES -> {
                LOG.warn("a connection leads to a database that takes no writes: closed");
                drop(line);
            }
            case CLOSED -> lines.remove(line);
        }
    }

    /** Asks the server, over a connection of its own, which of the silent ones it is still working for. The others are dead. */
    private void lookInto(Source source) {
        connect(source, source.vertx().getOrCreateContext())
                .compose(connection -> working(source, connection, silent()))
                // Whoever has become silent meanwhile is as dead: another look would take as long once more.
                .otherwise(_ -> new Found(silent(), Set.of()))
                .onSuccess(this::judge);
    }

    /** Lines that were silent, and which server processes are at work. */
    private record Found(Set<Line> silent, Set<Integer> working) {}

    private Future<Found> working(Source source, SqlConnection connection, Set<Line> silent) {
        Integer[] backends = silent.stream().map(Line::backend).toArray(Integer[]::new);
        long timer = source.vertx().setTimer(config.connectWithin().toMillis(), _ -> Line.hangUp(connection));
        return connection
                .preparedQuery(SQL.get("working"))
                .execute(Tuple.of(backends))
                .onComplete(_ -> source.vertx().cancelTimer(timer))
                .onComplete(_ -> connection.close())
                .map(rows -> {
                    Set<Integer> working = new HashSet<>();
                    rows.forEach(row -> working.add(row.getInteger("pid")));
                    return new Found(silent, working);
                });
    }

    private void judge(Found found) {
        looking.set(false);
        for (Line it : found.silent()) {
            if (it.waits() && !found.working().contains(it.backend())) {
                LOG.warn("a connection to the database is dead: closed");
                drop(it);
            } else {
                it.lookedInto();
            }
        }
    }

    private void drop(Line line) {
        if (lines.remove(line)) {
            line.hangUp();
        }
    }
}
