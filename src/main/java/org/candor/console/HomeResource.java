package org.candor.console;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.candor.access.Caller;
import org.candor.access.Scopes;
import org.candor.access.Session;
import org.candor.incident.Incidents;
import org.candor.notice.Clocks;
import org.candor.plumbing.Ids;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** {@code GET /console}: the incidents, and whether a notice of theirs will miss its deadline. */
@Path("/console")
@RolesAllowed(Session.ROLE)
public class HomeResource {
    /** Incidents a page. */
    private static final int MOST = 25;

    private final Incidents incidents;
    private final Clocks clocks;
    private final ConsolePages pages;
    private final InstantSource clock;
    private final SecurityIdentity identity;

    HomeResource(
            Incidents incidents, Clocks clocks, ConsolePages pages, InstantSource clock, SecurityIdentity identity) {
        this.incidents = incidents;
        this.clocks = clocks;
        this.pages = pages;
        this.clock = clock;
        this.identity = identity;
    }

    @GET
    @Operation(hidden = true)
    public Uni<Response> show(@QueryParam("before") @Nullable String before) {
        Session session = Session.of(identity);
        return values(session, before == null ? null : Ids.orNotFound(before))
                .chain(values -> pages.page(session, "Incidents", "home", values));
    }

    @GET
    @Path("live")
    @Operation(hidden = true)
    public Uni<Response> live(@QueryParam("before") @Nullable String before) {
        Session session = Session.of(identity);
        return values(session, before == null ? null : Ids.orNotFound(before))
                .map(values -> pages.part(session, "home-clocks", values));
    }

    private Uni<Map<String, Object>> values(Session session, @Nullable UUID before) {
        Caller caller = session.caller();
        Here here = Here.of(session, clock);
        Map<String, Object> values = new HashMap<>();
        values.put("may", caller.may(Scopes.INCIDENTS_READ));
        values.put("writes", caller.may(Scopes.INCIDENTS_WRITE) && !caller.bound());
        values.put("seesNotices", caller.may(Scopes.NOTICES_READ));
        values.put("asOf", Said.clock(here));
        values.put("query", before == null ? "" : "?before=" + before);
        values.put("first", before == null);
        return found(caller, before).map(found -> {
            List<HomeCard> cards = HomeCard.of(found.headlines(), found.clocks(), caller, here);
            values.put("open", cards.stream().filter(HomeCard::open).toList());
            values.put("rest", cards.stream().filter(it -> !it.open()).toList());
            values.put("none", cards.isEmpty());
            values.put("next", found.next() == null ? "" : found.next().toString());
            values.put("late", HomeCard.late(cards));
            return values;
        });
    }

    private record Found(
            List<Incidents.Headline> headlines,
            List<Clocks.Clock> clocks,
            @Nullable UUID next) {}

    private Uni<Found> found(Caller caller, @Nullable UUID before) {
        if (!caller.may(Scopes.INCIDENTS_READ)) {
            return Uni.createFrom().item(new Found(List.of(), List.of(), null));
        }
        return incidents.newest(caller, before, MOST + 1).chain(all -> {
            List<Incidents.Headline> shown = all.stream().limit(MOST).toList();
            UUID next = all.size() > MOST ? shown.getLast().id() : null;
            return clocks(caller, shown).map(clocks -> new Found(shown, clocks, next));
        });
    }

    private Uni<List<Clocks.Clock>> clocks(Caller caller, List<Incidents.Headline> shown) {
        return caller.may(Scopes.NOTICES_READ)
                ? clocks.of(caller, shown.stream().map(Incidents.Headline::id).toList())
                : Uni.createFrom().item(List.of());
    }
}
