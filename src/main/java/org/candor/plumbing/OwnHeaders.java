package org.candor.plumbing;

import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * A header that a resource sets itself takes the place of the one that {@link FrontDoor} gives to every answer. Without
 * this both would be sent, and of two content security policies a browser keeps both.
 */
final class OwnHeaders {
    private static final List<String> GIVEN =
            List.of("Content-Security-Policy", "Referrer-Policy", "Cache-Control", "Cross-Origin-Resource-Policy");

    @ServerResponseFilter
    void replace(ContainerResponseContext answer, RoutingContext context) {
        for (String name : GIVEN) {
            if (answer.getHeaders().containsKey(name)) {
                context.response().headers().remove(name);
            }
        }
    }
}
