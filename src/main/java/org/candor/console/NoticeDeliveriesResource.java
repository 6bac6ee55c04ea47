package org.candor.console;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.HashMap;
import java.util.Map;
import org.candor.access.Scopes;
import org.candor.access.Session;
import org.candor.notice.Overviews;
import org.candor.notice.Overviews.Overview;
import org.candor.plumbing.Ids;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** {@code GET /console/notices/{id}/deliveries}: those of one notice, filtered by the address of the page. */
@Path("/console/notices/{id}")
@RolesAllowed(Session.ROLE)
public class NoticeDeliveriesResource {
    private final DeliveryListPage page;
    private final Overviews overviews;
    private final SecurityIdentity identity;

    NoticeDeliveriesResource(DeliveryListPage page, Overviews overviews, SecurityIdentity identity) {
        this.page = page;
        this.overviews = overviews;
        this.identity = identity;
    }

    @GET
    @Path("deliveries")
    @Operation(hidden = true)
    public Uni<Response> ofNotice(@PathParam("id") String id, @Context UriInfo uri) {
        Session session = Session.of(identity);
        if (!session.caller().may(Scopes.DELIVERIES_READ)) {
            return page.needs(session);
        }
        String tidied = DeliveryList.tidied(uri);
        if (!tidied.isEmpty()) {
            return Uni.createFrom().item(ConsolePages.seeOther(tidied).build());
        }
        String channel = uri.getQueryParameters().getFirst("channel");
        return overviews
                .of(session.caller(), Ids.orNotFound(id))
                .chain(it -> page.shown(session, uri, it, counts(it, channel)));
    }

    private static Map<String, Long> counts(Overview it, @Nullable String channel) {
        Map<String, Long> counts = new HashMap<>();
        it.lanes().stream()
                .filter(lane -> channel == null || lane.channel().equals(channel))
                .forEach(lane -> lane.counts().forEach((state, n) -> {
                    if (!state.equals("no_address") && !state.equals("not_queued")) {
                        counts.merge(state, n, Long::sum);
                    }
                }));
        return counts;
    }
}
