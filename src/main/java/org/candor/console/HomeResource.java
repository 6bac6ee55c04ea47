package org.candor.console;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.candor.access.Caller;
import org.candor.access.Scopes;
import org.candor.access.Session;
import org.candor.incident.Incidents;
import org.candor.notice.Notices;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** {@code GET /console}: who is signed in, and the incidents with the states of their notices. */
@Path("/console")
@RolesAllowed(Session.ROLE)
public class HomeResource {
    private static final int MOST = 100;
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    private final Incidents incidents;
    private final Notices notices;
    private final ConsolePages pages;
    private final SecurityIdentity identity;

    HomeResource(Incidents incidents, Notices notices, ConsolePages pages, SecurityIdentity identity) {
        this.incidents = incidents;
        this.notices = notices;
        this.pages = pages;
        this.identity = identity;
    }

    /** One line of the list. */
    record Line(String reference, String title, String reported, String reportedAt, String state) {}

    @GET
    @Operation(hidden = true)
    public Uni<Response> show() {
        Session session = Session.of(identity);
        return lines(session.caller()).chain(lines -> {
            Map<String, Object> values = new HashMap<>();
            values.put("may", session.caller().may(Scopes.INCIDENTS_READ));
            values.put("incidents", lines);
            values.put("most", lines.size() == MOST ? Integer.toString(MOST) : "");
            return pages.page(session, "Incidents", "home", values);
        });
    }

    private Uni<List<Line>> lines(Caller caller) {
        if (!caller.may(Scopes.INCIDENTS_READ)) {
            return Uni.createFrom().item(List.of());
        }
        return incidents
                .newest(caller, MOST)
                .chain(found -> states(caller, found)
                        .map(states -> found.stream()
                                .map(it -> line(caller, it, states))
                                .toList()));
    }

    private Uni<Map<UUID, Map<String, Long>>> states(Caller caller, List<Incidents.Headline> found) {
        return caller.may(Scopes.NOTICES_READ)
                ? notices.states(found.stream().map(Incidents.Headline::id).toList())
                : Uni.createFrom().item(Map.of());
    }

    private static Line line(Caller caller, Incidents.Headline it, Map<UUID, Map<String, Long>> states) {
        var at = it.reportedAt().withOffsetSameInstant(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS);
        String state = caller.may(Scopes.NOTICES_READ) ? words(states.getOrDefault(it.id(), Map.of())) : "";
        return new Line(
                it.reference(),
                it.title(),
                MINUTE.format(at),
                at.toString(),
                it.erased() ? (state + "; its people are erased").replaceFirst("^; ", "") : state);
    }

    /** As in "1 draft, 2 completed with failures". */
    private static String words(Map<String, Long> states) {
        return states.isEmpty()
                ? "no notice yet"
                : states.entrySet().stream()
                        .map(it -> it.getValue() + " " + it.getKey().replace('_', ' '))
                        .collect(Collectors.joining(", "));
    }
}
