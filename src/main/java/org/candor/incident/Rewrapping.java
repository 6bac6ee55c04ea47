package org.candor.incident;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.candor.plumbing.Faults;
import org.candor.plumbing.Rounds;
import org.candor.plumbing.Sql;
import org.candor.record.Record;
import org.candor.vault.Vault;
import org.jboss.logging.Logger;

/**
 * Wraps the keys of incidents again when another key wraps now, so that the one before can be taken away. What is sealed stays
 * as it is: only the key of the incident is wrapped anew.
 */
@ApplicationScoped
class Rewrapping {
    private static final Logger LOG = Logger.getLogger(Rewrapping.class);
    private static final Sql SQL = Incidents.SQL;
    private static final String OURSELVES = "vault";
    private static final UUID FIRST = new UUID(0, 0);
    private static final int AT_ONCE = 100;

    private final Pool pool;
    private final Vault vault;
    private final Record record;
    private final IncidentConfig config;
    private Cancellable rounds = () -> {};

    Rewrapping(Pool pool, Vault vault, Record record, IncidentConfig config) {
        this.pool = pool;
        this.vault = vault;
        this.record = record;
        this.config = config;
    }

    void start(@Observes StartupEvent started) {
        rounds = Rounds.every(config.rewrapEvery(), LOG, "wrapping keys again", this::round);
    }

    void stop(@Observes ShutdownEvent ended) {
        rounds.cancel();
    }

    /** One round: all keys that another one wrapped, in the order of their incidents; one that does not open is passed over. */
    Uni<Void> round() {
        // What wraps now may have changed this moment.
        return vault.check()
                .chain(() -> Multi.createBy()
                        .repeating()
                        .uni(Walk::new, walk -> page(Buffer.buffer(vault.generation()), walk))
                        .until(more -> !more)
                        .collect()
                        .last())
                .replaceWithVoid();
    }

    /** How far a round has come. */
    private static final class Walk {
        private UUID last = FIRST;
    }

    private Uni<Boolean> page(Buffer now, Walk walk) {
        return pool.preparedQuery(SQL.get("keys-behind"))
                .execute(Tuple.of(now, walk.last, AT_ONCE))
                .chain(rows -> {
                    List<Row> behind = new ArrayList<>(rows.size());
                    rows.forEach(behind::add);
                    if (behind.isEmpty()) {
                        return Uni.createFrom().item(false);
                    }
                    walk.last = behind.getLast().getUUID("id");
                    return Multi.createFrom()
                            .iterable(behind)
                            // Another process may have read of a newer one.
                            .filter(row -> vault.behind(
                                    row.getDelegate().getBuffer("sealed_key").getBytes()))
                            .onItem()
                            .transformToUniAndConcatenate(this::again)
                            .filter(it -> it.after.length() > 0)
                            .collect()
                            .asList()
                            .chain(this::keep)
                            .replaceWith(true);
                });
    }

    private record Again(UUID incident, Buffer before, Buffer after) {}

    private Uni<Again> again(Row row) {
        UUID incident = row.getUUID("id");
        Buffer before = row.getDelegate().getBuffer("sealed_key");
        return vault.rewrap(incident, before.getBytes())
                .map(after -> new Again(incident, before, Buffer.buffer(after)))
                .onFailure()
                .recoverWithItem(fault -> {
                    LOG.warnf("the key of incident %s is not wrapped again: %s", incident, Faults.describe(fault));
                    return new Again(incident, before, Buffer.buffer());
                });
    }

    private Uni<Void> keep(List<Again> keys) {
        if (keys.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Tuple values =
                Tuple.tuple().addArrayOfUUID(keys.stream().map(Again::incident).toArray(UUID[]::new));
        values.getDelegate()
                .addArrayOfBuffer(keys.stream().map(Again::before).toArray(Buffer[]::new))
                .addArrayOfBuffer(keys.stream().map(Again::after).toArray(Buffer[]::new));
        return pool.withTransaction(tx -> tx.preparedQuery(SQL.get("keys-rewrapped"))
                .execute(values)
                .chain(done -> done.rowCount() == 0
                        // Another process was quicker.
                        ? Uni.createFrom().voidItem()
                        : record.note(tx, OURSELVES, "keys.rewrapped", null, Map.of("incidents", done.rowCount()))));
    }
}
