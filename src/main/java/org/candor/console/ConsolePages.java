package org.candor.console;

import io.quarkus.runtime.configuration.ConfigUtils;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.HashMap;
import java.util.Map;
import org.candor.plumbing.Templates;

/** The operator's pages, from {@code templates/console}, in English. With the headers of security.md D1. */
@Singleton
class ConsolePages {
    private static final String CSP = "default-src 'none'; object-src 'none'; style-src 'self'; form-action 'self';"
            + " frame-ancestors 'none'; base-uri 'none'";

    private final Templates templates;

    ConsolePages(Templates templates) {
        this.templates = templates;
    }

    /** A page as an answer. Nobody keeps a copy: {@code FrontDoor} says no-store. */
    Response.ResponseBuilder page(int status, String name, Map<String, Object> values) {
        Map<String, Object> all = new HashMap<>(values);
        all.put("live", ConfigUtils.isProfileActive("prod"));
        return Response.status(status)
                .entity(templates.render("console/" + name + ".html", all))
                .type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                .header("Content-Security-Policy", CSP)
                // No page here may keep its address from its own form: the browser would post "Origin: null".
                .header("Referrer-Policy", "same-origin")
                .header("Content-Language", "en");
    }

    /** Something that is no page: a title and a sentence. */
    Response sorry(int status, String title, String text) {
        return page(status, "sorry", Map.of("title", title, "text", text)).build();
    }

    /** On to another page of ours; relative, so that no request can lead elsewhere. */
    static Response.ResponseBuilder seeOther(String path) {
        return Response.status(303).header("Location", path);
    }
}
