package org.candor.access;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.candor.plumbing.Sql;
import org.candor.vault.Vault;

/**
 * Before anything else a process finds out whether its keys are those that this database was sealed with. With others it would
 * open nobody, find nobody again, send to addresses that are to be left alone, and write links that nobody knows: so it does
 * not start.
 */
@ApplicationScoped
class VaultCheck {
    private static final int FIRST = 1;
    private static final Duration SOON = Duration.ofMillis(300);
    private static final Duration LATER = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Sql SQL = Sql.of("access");

    private final Pool pool;
    private final Vault vault;

    VaultCheck(Pool pool, Vault vault) {
        this.pool = pool;
        this.vault = vault;
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
        return pool.preparedQuery(SQL.get("vault-check-make"))
                .execute(Tuple.of(Buffer.buffer(vault.mark()), Buffer.buffer(vault.newIncidentKey())))
                .chain(() -> pool.query(SQL.get("vault-check")).execute())
                .map(rows -> rows.iterator().next().getDelegate())
                .map(row -> vault.made(
                        row.getBuffer("index_bi").getBytes(),
                        row.getBuffer("wrapped").getBytes()));
    }
}
