package org.candor.plumbing;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns whatever a resource throws into a problem document. */
final class Problems {
    static final String REQUEST_ID = "candor.request-id";
    private static final Logger LOG = Logger.getLogger(Problems.class);

    @ServerExceptionMapper
    Response problem(Problem problem, RoutingContext context) {
        return response(problem, context);
    }

    @ServerExceptionMapper
    Response status(WebApplicationException refused, RoutingContext context) {
        int status = refused.getResponse().getStatus();
        if (status >= 500) {
            return fault(refused, context);
        }
        Problem problem = ProblemDocument.ofStatus(status);
        String allow = refused.getResponse().getHeaderString("Allow");
        return response(allow == null ? problem : problem.with("Allow", allow), context);
    }

    @ServerExceptionMapper({UnauthorizedException.class, AuthenticationFailedException.class})
    Response unauthenticated(RoutingContext context) {
        if (FrontDoor.sendsToSignIn(context)) {
            return Response.status(303).header("Location", FrontDoor.SIGN_IN).build();
        }
        return response(ProblemDocument.unauthenticated(), context);
    }

    @ServerExceptionMapper
    Response forbidden(ForbiddenException refused, RoutingContext context) {
        return response(ProblemDocument.ofStatus(403), context);
    }

    @ServerExceptionMapper
    Response fault(Throwable fault, RoutingContext context) {
        return response(of(fault, context), context);
    }

    /** What a fault of ours or of the database looks like from outside; logged here, once. */
    static Problem of(Throwable fault, RoutingContext context) {
        if (Outage.is(fault)) {
            LOG.warnf("request %s: database or keys not reached: %s", requestId(context), Faults.describe(fault));
            return ProblemDocument.overloaded();
        }
        LOG.errorf("request %s failed: %s", requestId(context), Faults.describe(fault));
        return ProblemDocument.fault();
    }

    static String requestId(RoutingContext context) {
        UUID known = context.get(REQUEST_ID);
        if (known == null) {
            known = Ids.next();
            context.put(REQUEST_ID, known);
        }
        return known.toString();
    }

    private static Response response(Problem problem, RoutingContext context) {
        context.put(Problem.SAID, problem);
        Response.ResponseBuilder response = Response.status(problem.status())
                .entity(ProblemDocument.json(problem, requestId(context)))
                .type(ProblemDocument.MEDIA_TYPE);
        problem.headers().forEach(response::header);
        return response.build();
    }
}
