package org.candor.notice;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumSet;
import org.candor.queue.Runs;
import org.candor.reset.Announcement;
import org.candor.reset.ResetLinks;

/** What a notice's state means to other rooms, in the transaction that changes it. */
@ApplicationScoped
class Switch {
    private final Runs runs;
    private final ResetLinks links;
    private final Notices notices;
    private final Sampler sampler;

    Switch(Runs runs, ResetLinks links, Notices notices, Sampler sampler) {
        this.runs = runs;
        this.links = links;
        this.notices = notices;
        this.sampler = sampler;
    }

    /** The queue's run is open while the notice is running; from then on anybody can check its code. */
    Uni<Void> follow(SqlConnection tx, Notice it) {
        return switch (it.stage()) {
            case RUNNING, COMPLETING -> runs.open(tx, it.id).chain(() -> links.announce(tx, announcement(it)));
            case SCHEDULED, PAUSED -> runs.close(tx, it.id);
            case CANCELLED -> it.releasedAt == null ? Uni.createFrom().voidItem() : cancel(tx, it);
            case COMPLETED, COMPLETED_WITH_FAILURES -> runs.finish(tx, it.id);
            case DRAFT, AWAITING_APPROVAL -> Uni.createFrom().voidItem();
        };
    }

    /** At release: what is sent again when in doubt, and whether text messages wait for the end of the emails. */
    Uni<Void> order(SqlConnection tx, Notice it) {
        return runs.resend(tx, it.id, it.spec().sentAgain())
                .chain(() -> it.spec().textAfterEmail()
                        ? runs.afterEmail(tx, it.id)
                        : Uni.createFrom().voidItem());
    }

    /** Nothing more begins, and the reset links that are out already end. */
    private Uni<Void> cancel(SqlConnection tx, Notice it) {
        return runs.cancel(tx, it.id).chain(() -> links.revoke(tx, it.id));
    }

    private Announcement announcement(Notice it) {
        Sending sending = notices.of(it);
        return new Announcement(
                it.id,
                it.incident,
                EnumSet.copyOf(it.spec().ways()),
                sampler.subjects(sending),
                sending.brief().defaultLocale());
    }
}
