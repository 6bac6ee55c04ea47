package org.candor.console;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.candor.access.Scopes;
import org.candor.access.Session;
import org.candor.notice.Overviews;
import org.candor.notice.Unreached;
import org.candor.plumbing.Form;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Violations;
import org.candor.progress.Dossier;
import org.candor.progress.Export;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestMulti;

/** What an operator takes along of a notice, as the API gives it: deliveries, evidence, and who was not reached. */
@Path("/console/notices/{id}")
@RolesAllowed(Session.ROLE)
public class TakeResource {
    private static final String CSV = "text/csv;charset=utf-8";

    private final Export export;
    private final Dossier dossier;
    private final Unreached unreached;
    private final Overviews overviews;
    private final Confirming confirming;
    private final Forms forms;
    private final SecurityIdentity identity;

    TakeResource(
            Export export,
            Dossier dossier,
            Unreached unreached,
            Overviews overviews,
            Confirming confirming,
            Forms forms,
            SecurityIdentity identity) {
        this.export = export;
        this.dossier = dossier;
        this.unreached = unreached;
        this.overviews = overviews;
        this.confirming = confirming;
        this.forms = forms;
        this.identity = identity;
    }

    @GET
    @Path("deliveries.csv")
    @Produces(CSV)
    @Operation(hidden = true)
    public Multi<String> deliveries(@PathParam("id") String id) {
        Session session = allowed(Scopes.DELIVERIES_READ);
        UUID notice = Ids.orNotFound(id);
        return file("deliveries-" + notice + ".csv", export.of(session.caller(), notice));
    }

    @GET
    @Path("evidence.ndjson")
    @Produces(MediaType.TEXT_PLAIN)
    @Operation(hidden = true)
    public Multi<String> evidence(@PathParam("id") String id) {
        Session session = allowed(Scopes.DELIVERIES_READ);
        UUID notice = Ids.orNotFound(id);
        return file("evidence-" + notice + ".ndjson", dossier.of(session.caller(), notice));
    }

    @GET
    @Path("unreached")
    @Operation(hidden = true)
    public Uni<Response> ask(@PathParam("id") String id) {
        Session session = allowed(Scopes.RECIPIENTS_READ);
        return overviews
                .of(session.caller(), Ids.orNotFound(id))
                .chain(it -> confirming.ask(
                        session,
                        "Incidents",
                        new Confirm(
                                        "The people whom no channel reached",
                                        "You get a file with the names and addresses of these people in clear, to write to them by"
                                                + " post. It is on record that you asked, and why.",
                                        "/console/notices/" + it.id() + "/unreached.csv",
                                        "/console/notices/" + it.id(),
                                        "Download")
                                .withReason()));
    }

    @POST
    @Path("unreached.csv")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Produces(CSV)
    @Operation(hidden = true)
    public Multi<String> unreached(
            @PathParam("id") String id, byte[] body, @Context HttpHeaders headers, @Context HttpServerRequest request) {
        Session session = allowed(Scopes.RECIPIENTS_READ);
        UUID notice = Ids.orNotFound(id);
        Form form = forms.posted(session, body, headers, request, "reason");
        Violations wrong = new Violations();
        String reason = wrong.reason(form.get("reason"), true);
        wrong.orThrow();
        return file("unreached-" + notice + ".csv", unreached.asked(session.caller(), notice, reason));
    }

    /** The browser keeps it, and shows it to nobody. */
    private static Multi<String> file(String name, Multi<String> lines) {
        return RestMulti.fromMultiData(lines)
                .header("Content-Disposition", "attachment; filename=\"" + name + "\"")
                .build();
    }

    private Session allowed(String scope) {
        Session session = Session.of(identity);
        Needs.scope(session, scope);
        return session;
    }
}
