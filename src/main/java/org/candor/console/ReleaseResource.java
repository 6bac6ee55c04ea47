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
import org.candor.access.Session;
import org.candor.notice.ByHand;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** {@code /console/notices/{id}/release}: what will happen, and the button that makes it so. */
@Path("/console/notices/{id}/release")
@RolesAllowed(Session.ROLE)
public class ReleaseResource {
    private final ByHand byHand;
    private final DecisionPage page;
    private final SecurityIdentity identity;

    ReleaseResource(ByHand byHand, DecisionPage page, SecurityIdentity identity) {
        this.byHand = byHand;
        this.page = page;
        this.identity = identity;
    }

    @GET
    @Operation(hidden = true)
    public Uni<Response> show(@PathParam("id") String id) {
        Session session = Session.of(identity);
        return page.of(200, session, Ids.orNotFound(id), DecisionPage.Act.RELEASE, "");
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<Response> release(
            @PathParam("id") String id, byte[] body, @Context HttpHeaders headers, @Context HttpServerRequest request) {
        Session session = Session.of(identity);
        UUID notice = Ids.orNotFound(id);
        return page.decided(
                session,
                notice,
                DecisionPage.Act.RELEASE,
                body,
                headers,
                request,
                revision -> byHand.release(session.caller(), notice, revision)
                        .map(it -> sent(notice))
                        .onFailure(DecisionPage::sayable)
                        .recoverWithUni(fault -> again(session, notice, (Problem) fault)));
    }

    private static Response sent(UUID notice) {
        return ConsolePages.seeOther("/console/notices/" + notice).build();
    }

    /** The second click of two finds it released: by the first. */
    private Uni<Response> again(Session session, UUID notice, Problem problem) {
        return byHand.read(session.caller(), notice)
                .chain(it -> session.caller().owner().equals(it.notice().releasedBy())
                        ? Uni.createFrom().item(sent(notice))
                        : page.of(
                                problem.status(),
                                session,
                                notice,
                                DecisionPage.Act.RELEASE,
                                DecisionPage.said(problem, "released")));
    }
}
