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
import java.util.UUID;
import org.candor.access.Caller;
import org.candor.access.Scopes;
import org.candor.access.Session;
import org.candor.delivery.State;
import org.candor.notice.Overviews;
import org.candor.notice.Overviews.Overview;
import org.candor.queue.Tallies;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** The deliveries of one notice, and those of all: filtered by the address of the page. */
@Path("/console")
@RolesAllowed(Session.ROLE)
public class DeliveriesResource {
    private static final String TAB = "Deliveries";

    private final DeliveryList list;
    private final Overviews overviews;
    private final Tallies tallies;
    private final ConsolePages pages;
    private final SecurityIdentity identity;

    DeliveriesResource(
            DeliveryList list, Overviews overviews, Tallies tallies, ConsolePages pages, SecurityIdentity identity) {
        this.list = list;
        this.overviews = overviews;
        this.tallies = tallies;
        this.pages = pages;
        this.identity = identity;
    }

    @GET
    @Path("deliveries")
    @Operation(hidden = true)
    public Uni<Response> all(@Context UriInfo uri) {
        Session session = Session.of(identity);
        Caller caller = session.caller();
        if (!caller.may(Scopes.DELIVERIES_READ)) {
            return needs(session);
        }
        String tidied = DeliveryList.tidied(uri);
        if (!tidied.isEmpty()) {
            return Uni.createFrom().item(ConsolePages.seeOther(tidied).build());
        }
        // Sums are of all incidents: whoever sees some of them would learn of the others.
        Uni<Map<String, Long>> counts =
                caller.bound() ? Uni.createFrom().item(Map.of()) : tallies.all().map(all -> counts(all.values()));
        return counts.chain(known -> shown(session, uri, null, known, new HashMap<>()));
    }

    private static Map<String, Long> counts(Iterable<Map<State, Long>> channels) {
        Map<String, Long> counts = new HashMap<>();
        channels.forEach(it -> it.forEach((state, n) -> counts.merge(state.word(), n, Long::sum)));
        return counts;
    }

    @GET
    @Path("notices/{id}/deliveries")
    @Operation(hidden = true)
    public Uni<Response> ofNotice(@PathParam("id") String id, @Context UriInfo uri) {
        Session session = Session.of(identity);
        if (!session.caller().may(Scopes.DELIVERIES_READ)) {
            return needs(session);
        }
        String tidied = DeliveryList.tidied(uri);
        if (!tidied.isEmpty()) {
            return Uni.createFrom().item(ConsolePages.seeOther(tidied).build());
        }
        return overviews.of(session.caller(), WatchResource.id(id)).chain(it -> {
            Map<String, Object> values = new HashMap<>();
            values.put("reference", it.reference());
            return shown(
                    session, uri, it.id(), counts(it, uri.getQueryParameters().getFirst("channel")), values);
        });
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

    private Uni<Response> shown(
            Session session, UriInfo uri, @Nullable UUID notice, Map<String, Long> counts, Map<String, Object> values) {
        return list.page(session.caller(), uri, notice).chain(page -> {
            Map<String, String> filters = DeliveryList.filters(uri);
            values.putIfAbsent("reference", "");
            values.put("notice", notice == null ? "" : notice.toString());
            values.put("path", uri.getPath());
            values.put("page", page);
            values.put("pills", DeliveryList.pills(uri, counts));
            values.put("filter", filters);
            values.put("filtered", filters.values().stream().anyMatch(it -> !it.isEmpty()));
            values.put("later", uri.getQueryParameters().containsKey("cursor"));
            values.put("mayPeople", Faces.may(session.caller()));
            values.put(
                    "mayResolve",
                    session.caller().may(Scopes.NOTICES_RELEASE) && counts.getOrDefault("unknown", 0L) > 0);
            return pages.page(session, TAB, "deliveries", values);
        });
    }

    private Uni<Response> needs(Session session) {
        return pages.page(session, TAB, "needs", Map.of("title", "Deliveries", "scope", Scopes.DELIVERIES_READ));
    }
}
