package org.candor.console;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.HashMap;
import java.util.Map;
import org.candor.access.Caller;
import org.candor.access.Scopes;
import org.candor.access.Session;
import org.candor.delivery.State;
import org.candor.queue.Tallies;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** {@code GET /console/deliveries}: those of all notices, filtered by the address of the page. */
@Path("/console/deliveries")
@RolesAllowed(Session.ROLE)
public class DeliveriesResource {
    private final DeliveryListPage page;
    private final Tallies tallies;
    private final SecurityIdentity identity;

    DeliveriesResource(DeliveryListPage page, Tallies tallies, SecurityIdentity identity) {
        this.page = page;
        this.tallies = tallies;
        this.identity = identity;
    }

    @GET
    @Operation(hidden = true)
    public Uni<Response> all(@Context UriInfo uri) {
        Session session = Session.of(identity);
        Caller caller = session.caller();
        if (!caller.may(Scopes.DELIVERIES_READ)) {
            return page.needs(session);
        }
        String tidied = DeliveryList.tidied(uri);
        if (!tidied.isEmpty()) {
            return Uni.createFrom().item(ConsolePages.seeOther(tidied).build());
        }
        // Sums are of all incidents: whoever sees some of them would learn of the others.
        Uni<Map<String, Long>> counts =
                caller.bound() ? Uni.createFrom().item(Map.of()) : tallies.all().map(all -> counts(all.values()));
        return counts.chain(known -> page.shown(session, uri, null, known));
    }

    private static Map<String, Long> counts(Iterable<Map<State, Long>> channels) {
        Map<String, Long> counts = new HashMap<>();
        channels.forEach(it -> it.forEach((state, n) -> counts.merge(state.word(), n, Long::sum)));
        return counts;
    }
}
