package org.candor.notice;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.candor.incident.Facts;
import org.candor.incident.Incidents;
import org.candor.incident.Recipients;

/** Whom a notice goes to, and what it says of the incident, both as they are when it is submitted. */
@ApplicationScoped
class Audience {
    private final Incidents incidents;
    private final Recipients recipients;

    Audience(Incidents incidents, Recipients recipients) {
        this.incidents = incidents;
        this.recipients = recipients;
    }

    Uni<Facts> facts(SqlConnection tx, UUID incident) {
        return incidents.facts(tx, incident);
    }

    /** The complete imports of now. */
    Uni<UUID[]> imports(SqlConnection tx, UUID incident) {
        return recipients.completeImports(tx, incident).map(ids -> ids.toArray(UUID[]::new));
    }

    Uni<Long> count(SqlConnection tx, UUID incident, UUID[] imports) {
        return recipients.count(tx, incident, List.of(imports));
    }
}
