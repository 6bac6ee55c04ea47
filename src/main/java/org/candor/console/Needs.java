package org.candor.console;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.candor.access.Session;
import org.candor.plumbing.Problem;

/** What a page asks of whoever opens it, and of its address. */
@Singleton
class Needs {
    private final ConsolePages pages;

    Needs(ConsolePages pages) {
        this.pages = pages;
    }

    /** Passes if somebody may do this; else a 403 that names the scope. For acts, which change nothing then. */
    static void scope(Session session, String scope) {
        if (!session.caller().may(scope)) {
            throw Problem.of(403, "forbidden", "This needs the scope " + scope + ". Nothing was changed.");
        }
    }

    /** The page for somebody who may not see what is there: says which scope that needs. */
    Uni<Response> page(Session session, String tab, String title, String scope) {
        return pages.page(403, session, tab, "scope", Map.of("title", title, "scope", scope));
    }
}
