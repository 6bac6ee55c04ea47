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
import org.candor.notice.Orders;
import org.candor.plumbing.Form;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;
import org.candor.progress.Deliveries;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Deciding about one delivery in doubt, in one of three ways. */
@Path("/console/deliveries/{id}")
@RolesAllowed(Session.ROLE)
public class DoubtResource {
    private static final String TAB = "Deliveries";

    private final Orders orders;
    private final Deliveries deliveries;
    private final Confirming confirming;
    private final Forms forms;
    private final SecurityIdentity identity;

    DoubtResource(Orders orders, Deliveries deliveries, Confirming confirming, Forms forms, SecurityIdentity identity) {
        this.orders = orders;
        this.deliveries = deliveries;
        this.confirming = confirming;
        this.forms = forms;
        this.identity = identity;
    }

    @GET
    @Path("resolve/" + DoubtWays.WAYS)
    @Operation(hidden = true)
    public Uni<Response> askOne(@PathParam("id") String id, @PathParam("as") String as) {
        Session session = allowed();
        return inDoubt(session, Ids.orNotFound(id)).chain(it -> confirming.ask(session, TAB, one(it, as)));
    }

    @POST
    @Path("resolve/" + DoubtWays.WAYS)
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<Response> decideOne(
            @PathParam("id") String id,
            @PathParam("as") String as,
            byte[] body,
            @Context HttpHeaders headers,
            @Context HttpServerRequest request) {
        Session session = allowed();
        UUID delivery = Ids.orNotFound(id);
        Form form = forms.posted(session, body, headers, request, "reason");
        return confirming.done(
                session,
                TAB,
                one(delivery, as),
                form,
                request,
                () -> orders.resolve(session.caller(), delivery, DoubtWays.decision(as), form.get("reason")),
                "/console/deliveries/" + delivery);
    }

    private Uni<UUID> inDoubt(Session session, UUID delivery) {
        return deliveries
                .one(session.caller(), delivery)
                .invoke(it -> {
                    if (!it.delivery().state().equals("unknown")) {
                        throw Problem.of(409, "conflict", "This delivery is in no doubt: there is nothing to decide.");
                    }
                })
                .replaceWith(delivery);
    }

    private static Confirm one(UUID delivery, String as) {
        String path = "/console/deliveries/" + delivery;
        return new Confirm(
                        DoubtWays.title(as) + " one delivery",
                        DoubtWays.effect(as, 1),
                        path + "/resolve/" + as,
                        path,
                        DoubtWays.title(as))
                .withReason();
    }

    private Session allowed() {
        Session session = Session.of(identity);
        Needs.scope(session, Scopes.NOTICES_RELEASE);
        Needs.scope(session, Scopes.DELIVERIES_READ);
        return session;
    }
}
