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
import org.candor.incident.IncidentView;
import org.candor.notice.Forgetting;
import org.candor.plumbing.Form;
import org.candor.plumbing.Ids;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** {@code /console/incidents/{id}/erase}: when it is over, who the people of an incident are is destroyed. */
@Path("/console/incidents/{id}/erase")
@RolesAllowed(Session.ROLE)
public class ErasePage {
    private static final String TAB = "Incidents";

    private final IncidentDesk desk;
    private final Forgetting forgetting;
    private final Forms forms;
    private final Confirming confirming;
    private final SecurityIdentity identity;

    ErasePage(IncidentDesk desk, Forgetting forgetting, Forms forms, Confirming confirming, SecurityIdentity identity) {
        this.desk = desk;
        this.forgetting = forgetting;
        this.forms = forms;
        this.confirming = confirming;
        this.identity = identity;
    }

    @GET
    @Operation(hidden = true)
    public Uni<Response> ask(@PathParam("id") String text) {
        Session session = Session.of(identity);
        Needs.scope(session, Scopes.ERASURE);
        return confirm(session, Ids.orNotFound(text)).chain(ask -> confirming.ask(session, TAB, ask));
    }

    private Uni<Confirm> confirm(Session session, UUID id) {
        return desk.get(session.caller(), id)
                .chain(incident -> desk.assess(session.caller(), id).map(it -> confirm(incident, it.recipients())));
    }

    private static Confirm confirm(IncidentView it, long people) {
        String who = people == 1 ? "One person" : Sums.said(people) + " people";
        String path = ImportPage.path(it.id());
        return new Confirm(
                        "Erase all people of this incident",
                        who
                                + " can never be read again, by nobody: the key of the incident is destroyed. Their links end, and the"
                                + " incident takes no other people. Its facts, its notices, the counts and the record stay.",
                        path + "/erase",
                        path,
                        "Erase " + (people == 1 ? "one person" : Sums.said(people) + " people"))
                .withReason()
                .withName(it.reference())
                .withSignIn();
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<Response> erase(
            @PathParam("id") String text,
            byte[] body,
            @Context HttpHeaders headers,
            @Context HttpServerRequest request) {
        Session session = Session.of(identity);
        Needs.scope(session, Scopes.ERASURE);
        UUID id = Ids.orNotFound(text);
        Form form = forms.posted(session, body, headers, request, "reason", "typed", Again.FIELD);
        return confirm(session, id)
                .chain(ask -> confirming.checked(
                        session,
                        TAB,
                        ask,
                        form,
                        request,
                        () -> forgetting
                                .forgetAll(session.caller(), id, form.get("reason"))
                                .map(done -> ConsolePages.seeOther(ImportPage.path(id))
                                        .build())));
    }
}
