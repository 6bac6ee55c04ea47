package org.candor.access;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.Row;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Objects;
import org.candor.plumbing.Rounds;
import org.candor.plumbing.Sql;
import org.candor.vault.Vault;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Before anything else a process finds out whether its keys are those that this database was sealed with. With others it would
 * open nobody, find nobody again, send to addresses that are to be left alone, and write links that nobody knows: so it does
 * not start. From then on it asks again and again whether the keys that wrap others still answer.
 */
@ApplicationScoped
class VaultCheck {
    private static final Logger LOG = Logger.getLogger(VaultCheck.class);
    private static final int FIRST = 1;
    private static final Duration SOON = Duration.ofMillis(300);
    private static final Duration LATER = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Sql SQL = Sql.of("access");

    private final Pool pool;
    private final Vault vault;
    private final AccessConfig config;
    private Cancellable rounds = () -> {};

    VaultCheck(Pool pool, Vault vault, AccessConfig config) {
        this.pool = pool;
        this.vault = vault;
        this.config = config;
    }

    void compare(@Observes @Priority(FIRST) StartupEvent started) throws Throwable {
        boolean same = VertxContextSupport.subscribeAndAwait(() -> same().onFailure()
                .retry()
                .withBackOff(SOON, LATER)
                // A database that is slow just now is no reason to give the start up.
                .expireIn(PATIENCE.toMillis()));
        if (!same) {
            throw new ConfigurationException(
                    "The keys of candor.vault.key-file are not those that this database was sealed with: set it to the file"
                            + " that was used before, or use another database.");
        }
    }

    /** Whether these are the keys; on a database that knows none yet they are from now on. */
    Uni<Boolean> same() {
        return vault.check()
                .chain(this::kept)
                .chain(it -> it == null ? mark() : Uni.createFrom().item(it))
                .chain(it -> vault.made(it.getBuffer("index_bi").getBytes(), wrapped(it)));
    }

    private Uni<Row> mark() {
        return vault.newMarkKey()
                .chain(key -> pool.preparedQuery(SQL.get("vault-check-make"))
                        .execute(Tuple.of(Buffer.buffer(vault.mark()), Buffer.buffer(key))))
                // Another process may have been quicker.
                .chain(this::kept)
                .map(Objects::requireNonNull);
    }

    void watch(@Observes StartupEvent started) {
        rounds = Rounds.every(config.vaultCheckEvery(), LOG, "asking the keys", this::round);
    }

    void stop(@Observes ShutdownEvent ended) {
        rounds.cancel();
    }

    /** Asks the keys whether they answer, and keeps the database's own mark wrapped by the one that wraps now. */
    Uni<Void> round() {
        return vault.check().chain(this::kept).map(Objects::requireNonNull).chain(row -> {
            byte[] before = wrapped(row);
            return vault.behind(before)
                    ? vault.rewrapMarkKey(before)
                            .chain(after -> pool.preparedQuery(SQL.get("vault-check-rewrap"))
                                    .execute(Tuple.of(Buffer.buffer(before), Buffer.buffer(after))))
                            .replaceWithVoid()
                    : Uni.createFrom().voidItem();
        });
    }

    private Uni<@Nullable Row> kept() {
        return pool.query(SQL.get("vault-check"))
                .execute()
                .map(rows -> rows.size() == 0 ? null : rows.iterator().next().getDelegate());
    }

    private static byte[] wrapped(Row row) {
        return row.getBuffer("wrapped").getBytes();
    }
}
