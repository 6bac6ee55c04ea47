package org.candor.notice;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.candor.incident.Erasures;
import org.candor.queue.Queue;
import org.candor.record.Record;
import org.candor.reset.ResetLinks;

/**
 * Erases a person everywhere, in one transaction: who they are, what was still to be sent to them, the blind indexes of
 * where, and their links. What was sent stays counted, by ids alone.
 */
@ApplicationScoped
class Forgetting {
    private final Erasures erasures;
    private final Queue queue;
    private final ResetLinks links;
    private final Record record;

    Forgetting(Erasures erasures, Queue queue, ResetLinks links, Record record) {
        this.erasures = erasures;
        this.queue = queue;
        this.links = links;
        this.record = record;
    }

    /** Not found if there never was such a ref; who was erased before is answered as then, and nothing is done. */
    Uni<Erasures.Erased> forget(SqlConnection tx, UUID incident, String ref, String who, String reason) {
        return erasures.erase(tx, incident, ref)
                .call(it -> it.again()
                        ? Uni.createFrom().voidItem()
                        : notices(tx, incident)
                                .chain(notices -> queue.forget(tx, notices, it.recipient()))
                                .chain(() -> links.forget(tx, it.recipient()))
                                .chain(() -> record.note(
                                        tx,
                                        who,
                                        "recipient.erased",
                                        it.recipient(),
                                        Map.of("incident", incident.toString(), "reason", reason))));
    }

    private static Uni<List<UUID>> notices(SqlConnection tx, UUID incident) {
        return tx.preparedQuery(Store.SQL.get("of-incident"))
                .execute(Tuple.of(incident))
                .map(rows -> {
                    List<UUID> notices = new ArrayList<>(rows.size());
                    rows.forEach(row -> notices.add(row.getUUID("id")));
                    return notices;
                });
    }
}
