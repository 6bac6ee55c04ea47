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
import org.candor.notice.ByHand;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * {@code /console/notices/{id}/approve}: exactly what is said, and to whom, for a second person to agree to. What they agree
 * to is the revision that they saw: after any change it is asked anew.
 */
@Path("/console/notices/{id}/approve")
@RolesAllowed(Session.ROLE)
public class ApproveResource {
    private final ByHand byHand;
    private final DecisionPage page;
    private final SecurityIdentity identity;

    ApproveResource(ByHand byHand, DecisionPage page, SecurityIdentity identity) {
        this.byHand = byHand;
        this.page = page;
        this.identity = identity;
    }

    @GET
    @Operation(hidden = true)
    public Uni<Response> show(@PathParam("id") String id) {
        Session session = Session.of(identity);
        return page.of(200, session, Ids.orNotFound(id), DecisionPage.Act.APPROVE, "");
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<Response> approve(
            @PathParam("id") String id, byte[] body, @Context HttpHeaders headers, @Context HttpServerRequest request) {
        Session session = Session.of(identity);
        UUID notice = Ids.orNotFound(id);
        return page.decided(
                session,
                notice,
                DecisionPage.Act.APPROVE,
                body,
                headers,
                request,
                revision -> byHand.approve(session.caller(), notice, revision)
                        .map(it -> after(session, it))
                        .onFailure(DecisionPage::sayable)
                        .recoverWithUni(fault -> again(session, notice, (Problem) fault)));
    }

    private static Response after(Session session, ByHand.Seen it) {
        String at = "/console/notices/" + it.notice().id();
        boolean out = it.notice().releasedAt() != null;
        boolean mine = session.caller().may(Scopes.NOTICES_RELEASE);
        return ConsolePages.seeOther(out ? at : mine ? at + "/release" : "/console/approvals")
                .build();
    }

    /** The second click of two finds it approved: by the first. */
    private Uni<Response> again(Session session, UUID notice, Problem problem) {
        return byHand.read(session.caller(), notice).chain(it -> {
            var approval = it.notice().approval();
            boolean done = it.approved()
                    && it.notice().extension() == null
                    && approval != null
                    && approval.by().equals(session.caller().owner());
            return done
                    ? Uni.createFrom().item(after(session, it))
                    : page.of(
                            problem.status(),
                            session,
                            notice,
                            DecisionPage.Act.APPROVE,
                            DecisionPage.said(problem, "approved"));
        });
    }
}
