package org.candor.plumbing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.candor.rig.FaultProxy;
import org.candor.rig.Postgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A pool of its own, through a proxy that breaks, to a database of its own. */
@Timeout(120)
class ConnectionsTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    static Path folder;

    private static Postgres database;

    private final Vertx vertx = Vertx.vertx();
    private FaultProxy proxy;

    @BeforeAll
    static void make() throws IOException {
        database = Postgres.start(folder.resolve("pg"));
    }

    @AfterAll
    static void end() {
        database.close();
    }

    @BeforeEach
    void start() throws IOException {
        proxy = FaultProxy.to(database.port());
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
        get(vertx.close());
    }

    @Test
    void a_silent_connection_is_closed_under_a_statement_and_another_is_made() throws Exception {
        Pool pool = pool(host());
        SqlConnection busy = get(pool.getConnection());
        assertEquals(1, one(pool));
        proxy.freeze();
        Future<?> hangs = busy.query("SELECT 1").execute();
        assertThrows(ExecutionException.class, () -> get(hangs));
        Awaitility.await().atMost(LONG).ignoreExceptions().until(() -> one(pool) == 1);
    }

    @Test
    void an_idle_connection_that_is_dead_is_given_to_nobody() throws Exception {
        Pool pool = pool(host());
        assertEquals(1, one(pool));
        assertEquals(1, pool.size());
        proxy.freeze();
        Awaitility.await().atMost(LONG).until(() -> pool.size() == 0);
        assertEquals(1, one(pool));
    }

    @Test
    void with_the_database_away_all_fail_at_once_and_it_is_found_when_it_is_back() throws Exception {
        Pool pool = pool(host());
        assertEquals(1, one(pool));
        proxy.blackhole();
        assertThrows(ExecutionException.class, () -> one(pool));
        // From now on one try at a time, and the others do not wait for it.
        long knocks = proxy.accepted();
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(pool.query("SELECT 1").execute());
        }
        Awaitility.await()
                .atMost(LONG)
                .until(() -> all.stream().filter(Future::failed).count() >= 49);
        assertTrue(proxy.accepted() - knocks <= 10, "each of them knocked");
        proxy.pass();
        Awaitility.await().atMost(LONG).ignoreExceptions().until(() -> one(pool) == 1);
    }

    @Test
    void a_long_statement_is_left_alone() throws Exception {
        Pool pool = pool(host());
        assertEquals(1, get(pool.query("SELECT 1 FROM pg_sleep(3)").execute()).size());
    }

    @Test
    void a_transaction_can_choose_its_snapshot_although_its_connection_was_asked() throws Exception {
        Pool pool = pool(host());
        SqlConnection connection = get(pool.getConnection());
        get(connection.query("BEGIN").execute());
        get(Future.future(later -> vertx.setTimer(1_500, later::complete)));
        get(connection.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ").execute());
        get(connection.query("COMMIT").execute());
    }

    @Test
    void a_transaction_that_failed_is_no_dead_connection() throws Exception {
        Pool pool = pool(host());
        SqlConnection connection = get(pool.getConnection());
        get(connection.query("BEGIN").execute());
        assertThrows(
                ExecutionException.class,
                () -> get(connection.query("SELECT 1 / 0").execute()));
        get(Future.future(later -> vertx.setTimer(1_500, later::complete)));
        get(connection.query("ROLLBACK").execute());
        get(connection.query("BEGIN READ ONLY").execute());
        get(Future.future(later -> vertx.setTimer(1_500, later::complete)));
        get(connection.query("COMMIT").execute());
    }

    @Test
    void a_connection_whose_database_was_demoted_is_closed_and_another_is_made() throws Exception {
        Pool pool = pool(host());
        get(pool.query("SET default_transaction_read_only = on").execute());
        Awaitility.await().atMost(LONG).until(() -> pool.size() == 0);
        get(pool.query("CREATE TEMPORARY TABLE written (id int)").execute());
    }

    @Test
    void of_several_hosts_the_one_that_takes_writes_is_found() throws Exception {
        PgConnectOptions standby = host().addProperty("default_transaction_read_only", "on");
        Pool pool = pool(standby, host());
        ExecutionException refused = assertThrows(ExecutionException.class, () -> one(pool));
        assertTrue(Outage.is(refused), "said as an outage, worth a retry");
        Awaitility.await().atMost(LONG).ignoreExceptions().until(() -> one(pool) == 1);
        get(pool.query("CREATE TEMPORARY TABLE written (id int)").execute());
    }

    @Test
    void a_server_gives_up_for_clients_that_are_gone() throws Exception {
        assertEquals(
                "2s",
                get(pool(host()).query("SHOW client_connection_check_interval").execute())
                        .iterator()
                        .next()
                        .getString(0));
    }

    @Test
    void tries_are_one_at_a_time_from_the_first_failure_to_the_next_success() {
        Tries tries = new Tries(Duration.ZERO);
        assertTrue(tries.may());
        assertTrue(tries.may());
        tries.failed(new ConnectException(), true);
        assertTrue(tries.may());
        assertFalse(tries.may());
        tries.failed(new ConnectException(), true);
        assertTrue(tries.may());
        tries.succeeded();
        assertTrue(tries.may());
        assertTrue(tries.may());
        tries.failed(new ConnectException(), false);
        assertTrue(tries.may());
        Tries slow = new Tries(Duration.ofHours(1));
        slow.failed(new ConnectException(), true);
        assertFalse(slow.may());
    }

    private static int one(Pool pool) throws Exception {
        return get(pool.query("SELECT 1").execute()).iterator().next().getInteger(0);
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private PgConnectOptions host() {
        return PgConnectOptions.fromUri(database.reactiveUrl())
                .setPort(proxy.port())
                .setUser(database.user())
                .setPassword(database.password());
    }

    private Pool pool(PgConnectOptions... hosts) {
        return new Connections(new Quick()).create(new Made(vertx, new PoolOptions().setMaxSize(4), List.of(hosts)));
    }

    private record Made(Vertx vertx, PoolOptions poolOptions, List<PgConnectOptions> pgConnectOptionsList)
            implements PgPoolCreator.Input {}

    private record Quick() implements DatabaseConfig {
        @Override
        public Duration connectWithin() {
            return Duration.ofSeconds(5);
        }

        @Override
        public Duration askEvery() {
            return Duration.ofMillis(200);
        }

        @Override
        public Duration silence() {
            return Duration.ofMillis(600);
        }

        @Override
        public Duration retryEvery() {
            return Duration.ofMillis(100);
        }

        @Override
        public int waiting() {
            return 100;
        }
    }
}
