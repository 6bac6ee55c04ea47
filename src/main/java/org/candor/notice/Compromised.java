package org.candor.notice;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.candor.incident.Facts;
import org.candor.incident.Follower;
import org.candor.queue.Runs;

/**
 * A channel that is named as compromised is not used from then on, by no notice of the incident. The fan-out looks for
 * itself; what is in the queue by then is stopped here, in the transaction that names the channel.
 */
@ApplicationScoped
class Compromised implements Follower {
    private final Runs runs;

    Compromised(Runs runs) {
        this.runs = runs;
    }

    @Override
    public Uni<Void> changed(SqlConnection tx, UUID incident, Facts facts) {
        return Store.ofIncident(tx, incident)
                .chain(notices -> runs.compromised(tx, notices, facts.compromisedChannels()));
    }
}
