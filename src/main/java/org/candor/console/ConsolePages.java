package org.candor.console;

import io.quarkus.runtime.configuration.ConfigUtils;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.HashMap;
import java.util.Map;
import org.candor.access.Session;
import org.candor.plumbing.Problem;
import org.candor.plumbing.Templates;

/** The operator's pages, from {@code templates/console}, in English. With the headers of security.md D1. */
@Singleton
class ConsolePages {
    /** Pico draws its marks as {@code data:} images. */
    private static final String CSP = "default-src 'none'; object-src 'none'; script-src 'self'; style-src 'self';"
            + " img-src 'self' data:; connect-src 'self'; frame-src 'self'; form-action 'self'; frame-ancestors 'none';"
            + " base-uri 'none'";

    /** Says to htmx that an element need not be asked for again. */
    private static final int OVER = 286;

    private final Templates templates;
    private final Masthead masthead;

    ConsolePages(Templates templates, Masthead masthead) {
        this.templates = templates;
        this.masthead = masthead;
    }

    /** A page for somebody who is not signed in. Nobody keeps a copy: {@code FrontDoor} says no-store. */
    Response.ResponseBuilder page(int status, String name, Map<String, Object> values) {
        Map<String, Object> all = new HashMap<>(Masthead.NOBODY);
        all.putAll(values);
        return dressed(status, rendered(name, all));
    }

    /**
     * A page for an operator.
     *
     * @param tab the word of {@link Masthead} that the page is found under
     * @param name of a template in {@code templates/console}, which includes {@code frame.html}
     */
    Uni<Response> page(Session session, String tab, String name, Map<String, Object> values) {
        return page(200, session, tab, name, values);
    }

    /** The same with a status of its own, such as 422 for a form that is shown again. */
    Uni<Response> page(int status, Session session, String tab, String name, Map<String, Object> values) {
        return masthead.of(session, tab).map(head -> {
            Map<String, Object> all = new HashMap<>(values);
            all.putAll(head);
            return dressed(status, rendered(name, all)).build();
        });
    }

    /** A part of a page, for htmx to put in its place. */
    Response part(Session session, String name, Map<String, Object> values) {
        return part(200, session, name, values);
    }

    /** The last such part: nothing will change any more. */
    Response lastPart(Session session, String name, Map<String, Object> values) {
        return part(OVER, session, name, values);
    }

    private Response part(int status, Session session, String name, Map<String, Object> values) {
        Map<String, Object> all = new HashMap<>(values);
        all.put("zone", session.zone());
        return dressed(status, rendered(name, all)).build();
    }

    /** Nothing has changed since. */
    static Response unmoved() {
        return Response.noContent().build();
    }

    /** A problem as a page: what is wrong, where, and that nothing was changed by it. */
    Response sorry(Problem problem) {
        return page(
                        problem.status(),
                        "sorry",
                        Map.of("title", title(problem), "text", problem.detail(), "errors", problem.errors()))
                .build();
    }

    private static String title(Problem problem) {
        return switch (problem.status()) {
            case 403 -> "That is not allowed";
            case 404 -> "There is nothing here";
            case 409, 412 -> "It has changed meanwhile";
            case 429, 503 -> "Please wait a moment";
            case 400, 422 -> "That cannot be used";
            default -> "Sorry, there is a problem";
        };
    }

    /** On to another page of ours; relative, so that no request can lead elsewhere. */
    static Response.ResponseBuilder seeOther(String path) {
        return Response.status(303).header("Location", path);
    }

    private String rendered(String name, Map<String, Object> values) {
        Map<String, Object> all = new HashMap<>(values);
        all.put("live", ConfigUtils.isProfileActive("prod"));
        return templates.render("console/" + name + ".html", all);
    }

    private static Response.ResponseBuilder dressed(int status, String html) {
        return Response.status(status)
                .entity(html)
                .type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                .header("Content-Security-Policy", CSP)
                // No page here may keep its address from its own form: the browser would post "Origin: null".
                .header("Referrer-Policy", "same-origin")
                .header("Content-Language", "en");
    }
}
