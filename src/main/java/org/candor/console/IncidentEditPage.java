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
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.candor.access.Scopes;
import org.candor.access.Session;
import org.candor.incident.IncidentDesk;
import org.candor.plumbing.Form;
import org.candor.plumbing.Problem;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** {@code /console/incidents/new} and {@code /console/incidents/{id}/edit}: the facts of a breach, by a form. */
@Path("/console/incidents")
@RolesAllowed(Session.ROLE)
public class IncidentEditPage {
    private static final String TAB = "Incidents";
    private static final String NEW = "/console/incidents/new";

    private final IncidentDesk desk;
    private final Forms forms;
    private final ConsolePages pages;
    private final Needs needs;
    private final SecurityIdentity identity;

    IncidentEditPage(IncidentDesk desk, Forms forms, ConsolePages pages, Needs needs, SecurityIdentity identity) {
        this.desk = desk;
        this.forms = forms;
        this.pages = pages;
        this.needs = needs;
        this.identity = identity;
    }

    /** Where a form is sent to, and what stands around it. */
    private record Frame(String title, String action, String back, String revision) {}

    @GET
    @Path("new")
    @Operation(hidden = true)
    public Uni<Response> blank() {
        Session session = Session.of(identity);
        return session.caller().may(Scopes.INCIDENTS_WRITE)
                ? form(200, session, fresh(), id -> "", null, "")
                : needs.page(session, TAB, "Report an incident", Scopes.INCIDENTS_WRITE);
    }

    @POST
    @Path("new")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<Response> report(byte[] body, @Context HttpHeaders headers, @Context HttpServerRequest request) {
        Session session = Session.of(identity);
        Needs.scope(session, Scopes.INCIDENTS_WRITE);
        Form form = forms.posted(session, body, headers, request, IncidentSheet.names());
        return Uni.createFrom()
                .deferred(() -> desk.report(session.caller(), IncidentSheet.read(form)))
                .map(id -> ConsolePages.seeOther(path(id)).build())
                .onFailure(IncidentEditPage::isWrong)
                .recoverWithUni(wrong -> form(422, session, fresh(), form::get, (Problem) wrong, ""));
    }

    @GET
    @Path("{id}/edit")
    @Operation(hidden = true)
    public Uni<Response> edit(@PathParam("id") String text) {
        Session session = Session.of(identity);
        if (!session.caller().may(Scopes.INCIDENTS_WRITE)) {
            return needs.page(session, TAB, "Edit the facts", Scopes.INCIDENTS_WRITE);
        }
        UUID id = Needs.id(text);
        return desk.get(session.caller(), id)
                .chain(it -> form(
                        200, session, of(id, Integer.toString(it.revision())), IncidentSheet.values(it), null, ""));
    }

    @POST
    @Path("{id}/edit")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<Response> change(
            @PathParam("id") String text,
            byte[] body,
            @Context HttpHeaders headers,
            @Context HttpServerRequest request) {
        Session session = Session.of(identity);
        Needs.scope(session, Scopes.INCIDENTS_WRITE);
        UUID id = Needs.id(text);
        Form form = forms.posted(session, body, headers, request, IncidentSheet.names());
        Frame frame = of(id, form.get(IncidentSheet.REVISION));
        return Uni.createFrom()
                .deferred(() -> desk.change(session.caller(), id, frame.revision(), IncidentSheet.read(form)))
                .map(done -> ConsolePages.seeOther(path(id)).build())
                .onFailure(IncidentEditPage::isWrong)
                .recoverWithUni(wrong -> form(422, session, frame, form::get, (Problem) wrong, ""))
                .onFailure(IncidentEditPage::isStale)
                .recoverWithUni(() -> form(412, session, frame, form::get, null, path(id) + "/edit"));
    }

    private static boolean isWrong(Throwable failure) {
        return failure instanceof Problem problem && problem.status() == 422;
    }

    private static boolean isStale(Throwable failure) {
        return failure instanceof Problem problem && problem.status() == 412;
    }

    /**
     * The form.
     *
     * @param wrong what was wrong with it before; null for nothing
     * @param stale where the facts of now are, if somebody changed them meanwhile; else empty
     */
    private Uni<Response> form(
            int status,
            Session session,
            Frame frame,
            Function<String, String> values,
            @Nullable Problem wrong,
            String stale) {
        Map<String, Object> all = new HashMap<>();
        all.put("title", frame.title());
        all.put("action", frame.action());
        all.put("back", frame.back());
        all.put("revision", frame.revision());
        all.put("stale", stale);
        all.put("errors", wrong == null ? List.of() : FormField.wrong(wrong, IncidentSheet.labels()));
        all.put("fields", IncidentSheet.fields(values, id -> wrong == null ? "" : FormField.wrong(wrong, id)));
        all.put("exposed", IncidentSheet.exposed(values));
        all.put("compromised", IncidentSheet.compromised(values));
        return pages.page(status, session, TAB, "incident-edit", all);
    }

    private static Frame fresh() {
        return new Frame("Report an incident", NEW, "/console", "");
    }

    private static Frame of(UUID id, String revision) {
        return new Frame("Edit the facts", path(id) + "/edit", path(id), revision);
    }

    private static String path(UUID id) {
        return "/console/incidents/" + id;
    }
}
