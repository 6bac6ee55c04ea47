package org.candor.console;

import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MediaType;
import org.candor.plumbing.Problem;
import org.candor.plumbing.Visitor;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** At the console a problem is a page for whoever asked for one. */
class ProblemAsPage {
    private final ConsolePages pages;

    ProblemAsPage(ConsolePages pages) {
        this.pages = pages;
    }

    @ServerResponseFilter
    void say(ContainerResponseContext answer, RoutingContext context) {
        Problem problem = Problem.of(context);
        String path = context.request().path();
        boolean console = path != null && (path.equals("/console") || path.startsWith("/console/"));
        if (problem == null || !console || !wantsPage(context)) {
            return;
        }
        var page = pages.sorry(problem);
        answer.setEntity(page.getEntity(), null, MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"));
        page.getHeaders().forEach((name, value) -> {
            // Else the stricter policy of every answer would stand beside the page's own, and the browser keep both.
            context.response().headers().remove(name);
            answer.getHeaders().put(name, value);
        });
    }

    private static boolean wantsPage(RoutingContext context) {
        return new Visitor(context.request().getHeader("Accept"), null, null, null, null).wantsPage();
    }
}
