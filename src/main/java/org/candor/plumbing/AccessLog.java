package org.candor.plumbing;

import io.vertx.core.Context;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One line for each request, for whoever looks for a fault: {@code quarkus.log.category."org.candor.plumbing.AccessLog".level=DEBUG}.
 * It names the endpoint and never the path or the query, which may hold the token of a reset link or somebody's ref.
 */
final class AccessLog {
    private static final Logger LOG = Logger.getLogger(AccessLog.class);

    private AccessLog() {}

    /**
     * Tells of this request once it is answered.
     *
     * @param endpoint where the template of its endpoint's path is put, once one is found
     */
    static void follow(RoutingContext request, @Nullable Context context, String endpoint) {
        if (!LOG.isDebugEnabled()) {
            return;
        }
        long began = System.nanoTime();
        request.addEndHandler(_ -> LOG.debugf(
                "%s %s %d %d ms, request %s",
                request.request().method(),
                context == null ? "" : context.getLocal(endpoint),
                request.response().getStatusCode(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began),
                Problems.requestId(request)));
    }
}
