package org.candor.plumbing;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** What the {@code type} of a problem leads to: cause and fix, for whoever opens it. */
@Path("/problems")
@PermitAll
public class ProblemPages {
    @GET
    @Path("{slug}")
    @Produces(MediaType.TEXT_HTML)
    @Operation(operationId = "explainProblem", summary = "What a problem type means and how to mend it")
    public String page(@PathParam("slug") String slug) {
        ProblemTypes.Type type = ProblemTypes.all().get(slug);
        if (type == null) {
            throw Problem.notFound();
        }
        // All text is ours: the slug is one of the table's keys by now.
        return """
                <!doctype html>
                <html lang="en">
                <head><meta charset="utf-8"><title>%1$s</title></head>
                <body>
                <h1>%1$s</h1>
                <p>Status %2$s, type <code>%3$s</code></p>
                <h2>What went wrong</h2>
                <p>%4$s</p>
                <h2>What to do</h2>
                <p>%5$s</p>
                </body>
                </html>
                """.formatted(ProblemDocument.title(slug), type.status(), slug, type.cause(), type.fix());
    }
}
