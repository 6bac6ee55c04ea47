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
import org.candor.plumbing.Form;
import org.candor.queue.Switchboard;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The button on every page: {@code POST /console/stop} closes every gate; {@code /console/stop/lift} opens them again. */
@Path("/console/stop")
@RolesAllowed(Session.ROLE)
public class StopResource {
    private static final String CHANNELS = "/console/channels";
    private static final Confirm LIFT = new Confirm(
                    "Let everything go on",
                    "The gates that the stop closed open, and what waits there goes out to people at once, as fast as each"
                            + " account's limit lets it. A gate that was closed for another reason stays closed.",
                    "/console/stop/lift",
                    CHANNELS,
                    "Open the gates")
            .withReason();

    private final Switchboard board;
    private final Confirming confirming;
    private final Forms forms;
    private final SecurityIdentity identity;

    StopResource(Switchboard board, Confirming confirming, Forms forms, SecurityIdentity identity) {
        this.board = board;
        this.confirming = confirming;
        this.forms = forms;
        this.identity = identity;
    }

    /** To stop what is stopped changes nothing. */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<Response> stop(byte[] body, @Context HttpHeaders headers, @Context HttpServerRequest request) {
        Session session = allowed();
        forms.posted(session, body, headers, request);
        return board.panicStop(session.caller(), null)
                .map(_ -> ConsolePages.seeOther(CHANNELS).build());
    }

    @GET
    @Path("lift")
    @Operation(hidden = true)
    public Uni<Response> ask() {
        return confirming.ask(allowed(), "Channels", LIFT);
    }

    @POST
    @Path("lift")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<Response> lift(byte[] body, @Context HttpHeaders headers, @Context HttpServerRequest request) {
        Session session = allowed();
        Form form = forms.posted(session, body, headers, request, "reason");
        return confirming.done(
                session,
                "Channels",
                LIFT,
                form,
                request,
                () -> board.lift(session.caller(), form.get("reason")),
                CHANNELS);
    }

    private Session allowed() {
        Session session = Session.of(identity);
        Needs.scope(session, Scopes.CHANNELS_ADMIN);
        session.caller().unbound();
        return session;
    }
}
