package org.candor.console;

import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.candor.access.Session;
import org.candor.plumbing.Form;
import org.candor.plumbing.Hosts;
import org.candor.plumbing.Problem;
import org.candor.plumbing.Visitor;

/** Where a form was posted from, and what somebody is told who posts one from elsewhere (security.md R3, D2). */
@Singleton
class Forms {
    private static final String CSRF = "csrf";

    private final Hosts hosts;

    Forms(Hosts hosts) {
        this.hosts = hosts;
    }

    /** This console, as the browser calls it: {@code https://…} without a slash at the end. */
    String origin(HttpServerRequest request) {
        return hosts.origin(Objects.requireNonNull(request.authority()).toString());
    }

    boolean fromOurPage(HttpHeaders headers, HttpServerRequest request) {
        return Visitor.of(headers, null).postsFrom(origin(request));
    }

    /**
     * What was posted from a page of this session; a 403 for anything else.
     *
     * @param fields the names that the form may have, beside that of its token
     */
    Form posted(Session session, byte[] body, HttpHeaders headers, HttpServerRequest request, String... fields) {
        Set<String> known = new HashSet<>(Set.of(fields));
        known.add(CSRF);
        Form form = Form.read(body, known);
        if (!session.allows(form.get(CSRF)) || !fromOurPage(headers, request)) {
            throw refused();
        }
        return form;
    }

    /** Nothing was changed. */
    static Problem refused() {
        return Problem.of(
                403,
                "csrf",
                "This form was not posted from a page of this console, or the page was open for too long, or your browser"
                        + " keeps no cookies of this address: over http some do not. Nothing was changed; open the page again.");
    }
}
