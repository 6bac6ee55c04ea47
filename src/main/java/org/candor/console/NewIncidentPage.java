package org.candor.console;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.candor.access.Scopes;
import org.candor.access.Session;
import org.candor.incident.IncidentDesk;
import org.candor.plumbing.Form;
import org.candor.plumbing.Problem;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** {@code /console/incidents/new}: a breach is reported by a form. */
@Path("/console/incidents/new")
@RolesAllowed(Session.ROLE)
public class NewIncidentPage {
    private static final IncidentSheetPage.Frame FRAME =
            new IncidentSheetPage.Frame("Report an incident", "/console/incidents/new", "/console", "");

    private final IncidentDesk desk;
    private final Forms forms;
    private final IncidentSheetPage page;
    private final Needs needs;
    private final SecurityIdentity identity;

    NewIncidentPage(IncidentDesk desk, Forms forms, IncidentSheetPage page, Needs needs, SecurityIdentity identity) {
        this.desk = desk;
        this.forms = forms;
        this.page = page;
        this.needs = needs;
        this.identity = identity;
    }

    @GET
    @Operation(hidden = true)
    public Uni<Response> blank() {
        Session session = Session.of(identity);
        return session.caller().may(Scopes.INCIDENTS_WRITE)
                ? page.form(200, session, FRAME, id -> "", null, "")
                : needs.page(session, IncidentSheetPage.TAB, "Report an incident", Scopes.INCIDENTS_WRITE);
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<Response> report(byte[] body, @Context HttpHeaders headers, @Context HttpServerRequest request) {
        Session session = Session.of(identity);
        Needs.scope(session, Scopes.INCIDENTS_WRITE);
        Form form = forms.posted(session, body, headers, request, IncidentSheet.names());
        return Uni.createFrom()
                .deferred(() ->
                        desk.report(session.caller(), IncidentSheet.read(form, Times.shown(form::get, session))))
                .map(id -> ConsolePages.seeOther(ImportPage.path(id)).build())
                .onFailure(IncidentSheetPage::isWrong)
                .recoverWithUni(wrong -> page.form(422, session, FRAME, form::get, (Problem) wrong, ""));
    }
}
