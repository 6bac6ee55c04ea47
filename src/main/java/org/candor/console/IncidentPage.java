package org.candor.console;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.candor.access.Caller;
import org.candor.access.Scopes;
import org.candor.access.Session;
import org.candor.incident.Actions;
import org.candor.incident.ImportView;
import org.candor.incident.Imports;
import org.candor.incident.IncidentDesk;
import org.candor.incident.IncidentView;
import org.candor.notice.Clocks;
import org.candor.plumbing.Ids;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** {@code GET /console/incidents/{id}}: what is known of a breach, who is told of it, and what is still to be done. */
@Path("/console/incidents/{id}")
@RolesAllowed(Session.ROLE)
public class IncidentPage {
    private static final int MOST_IMPORTS = 10;
    private static final int MOST_ACTIONS = 250;
    private static final int MOST_BARS = 25;
    private static final int MOST_TODO = 20;

    private final IncidentDesk desk;
    private final Clocks clocks;
    private final Imports imports;
    private final Actions actions;
    private final ConsolePages pages;
    private final Needs needs;
    private final InstantSource clock;
    private final SecurityIdentity identity;

    IncidentPage(
            IncidentDesk desk,
            Clocks clocks,
            Imports imports,
            Actions actions,
            ConsolePages pages,
            Needs needs,
            InstantSource clock,
            SecurityIdentity identity) {
        this.desk = desk;
        this.clocks = clocks;
        this.imports = imports;
        this.actions = actions;
        this.pages = pages;
        this.needs = needs;
        this.clock = clock;
        this.identity = identity;
    }

    private record Read(
            IncidentView view, List<Clocks.Clock> notices, List<ImportView> imports, List<Actions.Action> actions) {}

    @GET
    @Operation(hidden = true)
    public Uni<Response> show(@PathParam("id") String text) {
        Session session = Session.of(identity);
        Caller caller = session.caller();
        if (!caller.may(Scopes.INCIDENTS_READ)) {
            return needs.page(session, "Incidents", "Incident", Scopes.INCIDENTS_READ);
        }
        return read(caller, Ids.orNotFound(text))
                .map(it -> values(session, it))
                .chain(values -> pages.page(session, "Incidents", "incident", values));
    }

    private Uni<Read> read(Caller caller, UUID id) {
        return desk.get(caller, id)
                .chain(view -> Uni.combine()
                        .all()
                        .unis(
                                caller.may(Scopes.NOTICES_READ)
                                        ? clocks.of(caller, List.of(id))
                                        : Uni.createFrom().item(List.<Clocks.Clock>of()),
                                imports.of(caller, id, MOST_IMPORTS),
                                actions.list(caller, id, null, MOST_ACTIONS))
                        .usingConcurrencyOf(1)
                        .asTuple()
                        .map(all -> new Read(view, all.getItem1(), all.getItem2(), all.getItem3())));
    }

    private Map<String, Object> values(Session session, Read it) {
        Caller caller = session.caller();
        Here here = Here.of(session, clock);
        List<ActionLine> lines = ActionLine.of(it.actions(), here.day());
        Map<String, Object> values = new HashMap<>();
        values.put("id", it.view().id());
        values.put("path", "/console/incidents/" + it.view().id());
        values.put("facts", IncidentFacts.of(it.view()));
        values.put("seesNotices", caller.may(Scopes.NOTICES_READ));
        values.put(
                "bars",
                it.notices().stream()
                        .limit(MOST_BARS)
                        .map(notice -> ClockBar.of(notice, here))
                        .toList());
        values.put("more", Math.max(0, it.notices().size() - MOST_BARS));
        values.put("imports", it.imports().stream().map(ImportLine::of).toList());
        values.put(
                "todo",
                lines.stream().filter(line -> !line.done()).limit(MOST_TODO).toList());
        values.put("noted", lines.size());
        values.put("line", TimeLine.of(it.view(), it.notices(), here));
        values.put("next", next(it));
        values.put("erased", it.view().erasedAt() != null);
        values.put("erasedAt", Said.at(it.view().erasedAt()));
        values.put("writes", caller.may(Scopes.INCIDENTS_WRITE));
        values.put("uploads", caller.may(Scopes.RECIPIENTS_WRITE));
        values.put("drafts", caller.may(Scopes.NOTICES_WRITE));
        values.put("people", caller.may(Scopes.RECIPIENTS_READ));
        values.put("erases", caller.may(Scopes.ERASURE));
        return values;
    }

    /** What to do next: {@code import}, {@code notice} or nothing. */
    private static String next(Read it) {
        boolean people = it.imports().stream().anyMatch(done -> done.state().equals("complete"));
        return it.view().erasedAt() != null
                ? ""
                : !people ? "import" : it.notices().isEmpty() ? "notice" : "";
    }

    @GET
    @Path("assessment")
    @Operation(hidden = true)
    public Uni<Response> assess(@PathParam("id") String text) {
        Session session = Session.of(identity);
        if (!session.caller().may(Scopes.INCIDENTS_READ)) {
            return needs.page(session, "Incidents", "Who is affected", Scopes.INCIDENTS_READ);
        }
        UUID id = Ids.orNotFound(text);
        return desk.assess(session.caller(), id)
                .map(it -> Map.<String, Object>of("path", "/console/incidents/" + id, "sums", Sums.of(it)))
                .chain(values -> pages.page(session, "Incidents", "assessment", values));
    }

    /** The same without the frame: counting a million people takes longer than a page may. */
    @GET
    @Path("assessment/part")
    @Operation(hidden = true)
    public Uni<Response> part(@PathParam("id") String text) {
        Session session = Session.of(identity);
        Needs.scope(session, Scopes.INCIDENTS_READ);
        return desk.assess(session.caller(), Ids.orNotFound(text))
                .map(it -> pages.part(session, "assessment-part", Map.of("sums", Sums.of(it))));
    }
}
