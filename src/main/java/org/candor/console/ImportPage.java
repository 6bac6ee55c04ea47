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
import org.candor.incident.Imports;
import org.candor.incident.IncidentDesk;
import org.candor.plumbing.Ids;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** {@code GET /console/incidents/{id}/import}: send a list of affected people, and see how those that came are doing. */
@Path("/console/incidents/{id}/import")
@RolesAllowed(Session.ROLE)
public class ImportPage {
    private static final int MOST = 100;

    private final IncidentDesk desk;
    private final Imports imports;
    private final ConsolePages pages;
    private final Needs needs;
    private final InstantSource clock;
    private final SecurityIdentity identity;

    ImportPage(
            IncidentDesk desk,
            Imports imports,
            ConsolePages pages,
            Needs needs,
            InstantSource clock,
            SecurityIdentity identity) {
        this.desk = desk;
        this.imports = imports;
        this.pages = pages;
        this.needs = needs;
        this.clock = clock;
        this.identity = identity;
    }

    @GET
    @Operation(hidden = true)
    public Uni<Response> show(@PathParam("id") String text) {
        Session session = Session.of(identity);
        Caller caller = session.caller();
        if (!sees(caller)) {
            return needs.page(session, "Incidents", "Import people", Scopes.RECIPIENTS_WRITE);
        }
        UUID id = Ids.orNotFound(text);
        return desk.get(caller, id)
                .chain(incident -> lines(caller, id).chain(lines -> {
                    Map<String, Object> values = new HashMap<>(live(id, lines));
                    values.put("reference", incident.reference());
                    values.put("path", path(id));
                    values.put("may", caller.may(Scopes.RECIPIENTS_WRITE));
                    values.put("erased", incident.erasedAt() != null);
                    values.put("name", "list of " + Here.of(session, clock).day() + name(lines.size()));
                    values.put("asOf", Said.clock(Here.of(session, clock)));
                    return pages.page(session, "Incidents", "import-new", values);
                }));
    }

    private static String name(int before) {
        return before == 0 ? "" : " no. " + (before + 1);
    }

    @GET
    @Path("live")
    @Operation(hidden = true)
    public Uni<Response> live(@PathParam("id") String text) {
        Session session = Session.of(identity);
        if (!sees(session.caller())) {
            Needs.scope(session, Scopes.RECIPIENTS_WRITE);
        }
        UUID id = Ids.orNotFound(text);
        return lines(session.caller(), id).map(lines -> pages.part(session, "import-live", live(id, lines)));
    }

    private Uni<List<ImportLine>> lines(Caller caller, UUID id) {
        return imports.of(caller, id, MOST)
                .map(all -> all.stream().map(ImportLine::of).toList());
    }

    private static Map<String, Object> live(UUID id, List<ImportLine> lines) {
        return Map.of("path", path(id), "imports", lines, "reading", reading(lines));
    }

    /** How many rows of open lists were read; empty if no list is open. */
    private static String reading(List<ImportLine> lines) {
        List<ImportLine> open =
                lines.stream().filter(it -> it.state().equals("open")).toList();
        return open.isEmpty()
                ? ""
                : Sums.said(open.stream().mapToInt(ImportLine::rows).sum());
    }

    /** Numbers of rows and codes, never a value: whoever may write lists or read about incidents. */
    static boolean sees(Caller caller) {
        return caller.may(Scopes.RECIPIENTS_WRITE)
                || caller.may(Scopes.RECIPIENTS_READ)
                || caller.may(Scopes.INCIDENTS_READ);
    }

    static String path(UUID incident) {
        return "/console/incidents/" + incident;
    }
}
