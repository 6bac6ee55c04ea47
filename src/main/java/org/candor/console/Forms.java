package org.candor.console;

import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Objects;
import org.candor.plumbing.Hosts;
import org.candor.plumbing.Problem;
import org.candor.plumbing.Visitor;

/** Where a form was posted from, and what somebody is told who posts one from elsewhere (security.md R3, D2). */
@Singleton
class Forms {
    private final Hosts hosts;
    private final ConsolePages pages;

    Forms(Hosts hosts, ConsolePages pages) {
        this.hosts = hosts;
        this.pages = pages;
    }

    /** This console, as the browser calls it: {@code https://…} without a slash at the end. */
    String origin(HttpServerRequest request) {
        return hosts.origin(Objects.requireNonNull(request.authority()).toString());
    }

    boolean fromOurPage(HttpHeaders headers, HttpServerRequest request) {
        return Visitor.of(headers, null).postsFrom(origin(request));
    }

    /** Nothing was changed. A program gets the problem document. */
    Response refused(HttpHeaders headers) {
        if (!Visitor.of(headers, null).wantsPage()) {
            throw Problem.of(403, "csrf", "This form was not posted from its own page; open the page again.");
        }
        return pages.sorry(
                403,
                "That form is too old",
                "It was not posted from a page of this console, or the page was open for too long, or your browser keeps no"
                        + " cookies of this address: over http some do not. Nothing was changed.");
    }
}
