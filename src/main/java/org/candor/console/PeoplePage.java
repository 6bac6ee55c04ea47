package org.candor.console;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.candor.access.Scopes;
import org.candor.access.Session;
import org.candor.incident.IncidentDesk;
import org.candor.incident.IncidentView;
import org.candor.incident.People;
import org.candor.plumbing.Form;
import org.candor.plumbing.Ids;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** {@code /console/incidents/{id}/people}: who is affected, masked; found by the organisation's own reference. */
@Path("/console/incidents/{id}/people")
@RolesAllowed(Session.ROLE)
public class PeoplePage {
    private static final String TAB = "Incidents";
    private static final int MOST = 100;

    private final IncidentDesk desk;
    private final People people;
    private final Forms forms;
    private final ConsolePages pages;
    private final Needs needs;
    private final SecurityIdentity identity;

    PeoplePage(
            IncidentDesk desk, People people, Forms forms, ConsolePages pages, Needs needs, SecurityIdentity identity) {
        this.desk = desk;
        this.people = people;
        this.forms = forms;
        this.pages = pages;
        this.needs = needs;
        this.identity = identity;
    }

    @GET
    @Operation(hidden = true)
    public Uni<Response> show(@PathParam("id") String text, @QueryParam("after") @Nullable String after) {
        Session session = Session.of(identity);
        if (!session.caller().may(Scopes.RECIPIENTS_READ)) {
            return needs.page(session, TAB, "People", Scopes.RECIPIENTS_READ);
        }
        return page(200, session, Ids.orNotFound(text), after == null ? null : Ids.orNotFound(after), false);
    }

    private Uni<Response> page(int status, Session session, UUID id, @Nullable UUID after, boolean missing) {
        return desk.get(session.caller(), id)
                .chain(incident -> people.page(session.caller(), id, after, MOST)
                        .chain(page ->
                                pages.page(status, session, TAB, "people", values(incident, page, after, missing))));
    }

    private static Map<String, Object> values(
            IncidentView incident, People.Page page, @Nullable UUID after, boolean missing) {
        Map<String, Object> values = new HashMap<>();
        values.put("id", incident.id());
        values.put("path", ImportPage.path(incident.id()));
        values.put("reference", incident.reference());
        values.put("erasedAt", Said.at(incident.erasedAt()));
        values.put("people", page.people().stream().map(PersonLine::of).toList());
        values.put("next", page.next() == null ? "" : page.next().toString());
        values.put("first", after == null);
        values.put("missing", missing);
        values.put("errors", List.of());
        return values;
    }

    /** By POST: the addresses of pages are written down everywhere, and a reference may be an address itself. */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<Response> find(
            @PathParam("id") String text,
            byte[] body,
            @Context HttpHeaders headers,
            @Context HttpServerRequest request) {
        Session session = Session.of(identity);
        Needs.scope(session, Scopes.RECIPIENTS_READ);
        UUID id = Ids.orNotFound(text);
        Form form = forms.posted(session, body, headers, request, "ref");
        return people.withRef(session.caller(), id, form.get("ref"))
                .chain(found -> found.people().isEmpty()
                        ? page(404, session, id, null, true)
                        : Uni.createFrom()
                                .item(ConsolePages.seeOther(ImportPage.path(id) + "/people/"
                                                + found.people().getFirst().id())
                                        .build()));
    }
}
