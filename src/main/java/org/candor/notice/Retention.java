package org.candor.notice;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.candor.incident.Erasures;
import org.candor.plumbing.Faults;
import org.jboss.logging.Logger;

/** Erases the people of incidents about which nothing has moved for long; what was sent stays counted. */
@ApplicationScoped
class Retention {
    private static final Logger LOG = Logger.getLogger(Retention.class);
    private static final String OURSELVES = "retention";
    private static final int AT_ONCE = 10;

    private final Pool pool;
    private final Forgetting forgetting;
    private final Erasures erasures;
    private final NoticeConfig config;

    Retention(Pool pool, Forgetting forgetting, Erasures erasures, NoticeConfig config) {
        this.pool = pool;
        this.forgetting = forgetting;
        this.erasures = erasures;
        this.config = config;
    }

    /** One round: whose time is over is erased, and what is left of erased people is taken out, batch by batch. */
    Uni<Void> round() {
        return pool.preparedQuery(Store.SQL.get("retention-over"))
                .execute(Tuple.of((double) config.keepPeople().toSeconds(), AT_ONCE))
                .chain(rows -> {
                    Uni<Void> all = Uni.createFrom().voidItem();
                    for (Row row : rows) {
                        all = all.chain(() -> erase(row.getUUID("incident")));
                    }
                    return all;
                })
                .chain(this::sweep);
    }

    private Uni<Void> erase(UUID incident) {
        String reason = "kept for " + config.keepPeople().toDays() + " days after the last notice";
        return erasures.quiet(incident, config.keepPeople())
                .chain(quiet -> quiet
                        ? pool.withTransaction(tx -> forgetting.forgetAll(tx, incident, OURSELVES, reason))
                                .replaceWithVoid()
                        // A list came since: its people may be told yet.
                        : Uni.createFrom().voidItem())
                // Another one is not kept longer because of this one, of which a list may just be read.
                .onFailure()
                .recoverWithUni(e -> {
                    LOG.warnf("the people of incident %s stay for another round: %s", incident, Faults.describe(e));
                    return Uni.createFrom().voidItem();
                });
    }

    private Uni<Void> sweep() {
        return forgetting
                .sweep()
                .chain(more -> more ? sweep() : Uni.createFrom().voidItem());
    }
}
