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
import java.util.UUID;
import org.candor.access.Scopes;
import org.candor.access.Session;
import org.candor.incident.IncidentDesk;
import org.candor.plumbing.Form;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** {@code /console/incidents/{id}/edit}: the facts of a breach, by a form. */
@Path("/console/incidents/{id}/edit")
@RolesAllowed(Session.ROLE)
public class IncidentEditPage {
    private final IncidentDesk desk;
    private final Forms forms;
    private final IncidentSheetPage page;
    private final Needs needs;
    private final SecurityIdentity identity;

    IncidentEditPage(IncidentDesk desk, Forms forms, IncidentSheetPage page, Needs needs, SecurityIdentity identity) {
        this.desk = desk;
        this.forms = forms;
        this.page = page;
        this.needs = needs;
        this.identity = identity;
    }

    @GET
    @Operation(hidden = true)
    public Uni<Response> edit(@PathParam("id") String text) {
        Session session = Session.of(identity);
        if (!session.caller().may(Scopes.INCIDENTS_WRITE)) {
            return needs.page(session, IncidentSheetPage.TAB, "Edit the facts", Scopes.INCIDENTS_WRITE);
        }
        UUID id = Ids.orNotFound(text);
        return desk.get(session.caller(), id)
                .chain(it -> page.form(
                        200,
                        session,
                        of(id, Integer.toString(it.revision())),
                        IncidentSheet.values(it, session.zone()),
                        null,
                        ""));
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<Response> change(
            @PathParam("id") String text,
            byte[] body,
            @Context HttpHeaders headers,
            @Context HttpServerRequest request) {
        Session session = Session.of(identity);
        Needs.scope(session, Scopes.INCIDENTS_WRITE);
        UUID id = Ids.orNotFound(text);
        Form form = forms.posted(session, body, headers, request, IncidentSheet.names());
        IncidentSheetPage.Frame frame = of(id, form.get(IncidentSheet.REVISION));
        return Uni.createFrom()
                .deferred(() -> desk.change(
                        session.caller(),
                        id,
                        frame.revision(),
                        IncidentSheet.read(form, Times.shown(form::get, session))))
                .map(done -> ConsolePages.seeOther(ImportPage.path(id)).build())
                .onFailure(IncidentSheetPage::isWrong)
                .recoverWithUni(wrong -> page.form(422, session, frame, form::get, (Problem) wrong, ""))
                .onFailure(IncidentEditPage::isStale)
                .recoverWithUni(() -> page.form(412, session, frame, form::get, null, ImportPage.path(id) + "/edit"));
    }

    private static boolean isStale(Throwable failure) {
        return failure instanceof Problem problem && problem.status() == 412;
    }

    private static IncidentSheetPage.Frame of(UUID id, String revision) {
        String path = ImportPage.path(id);
        return new IncidentSheetPage.Frame("Edit the facts", path + "/edit", path, revision);
    }
}
