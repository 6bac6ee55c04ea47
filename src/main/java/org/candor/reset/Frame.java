package org.candor.reset;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.candor.incident.Organisation;
import org.candor.plumbing.Languages;
import org.candor.plumbing.Templates;
import org.candor.plumbing.Words;
import org.jspecify.annotations.Nullable;

/**
 * One page for people, from {@code templates/pages}: what it shows, and around it the organisation, who to ask and the
 * languages it can be read in. With the headers of security.md R10.
 */
public final class Frame {
    private static final String CSP =
            "default-src 'none'; style-src 'self'; form-action 'self';" + " frame-ancestors 'none'; base-uri 'none'";

    /** One way to ask; {@code href} is empty where there is nothing to follow. */
    public record Contact(String text, String href) {}

    /** One of the languages a page can be read in. */
    public record Language(String tag, String name, boolean now) {}

    private final Templates templates;
    private final Words words;
    private final Map<String, String> names;
    private final Map<String, Object> values = new HashMap<>();

    /**
     * An empty page of one organisation.
     *
     * @param site what people type into a browser to come to the organisation
     */
    public Frame(Templates templates, Words words, Organisation organisation, String site) {
        this.templates = templates;
        this.words = words;
        this.names = Map.of("organisation", organisation.name(), "site", site);
        put("lang", words.language());
        put("dir", words.direction());
        put("t", words.under("page", names));
        put("organisation", organisation.name());
        put("contact", contact(organisation));
        languages(templates.languages().tags(), words.language());
    }

    public Words words() {
        return words;
    }

    public void put(String name, Object value) {
        values.put(name, value);
    }

    /** The languages to choose from, where they are not all that there are message files for. */
    public void languages(Collection<String> tags, String now) {
        put("languages", tags.stream().map(it -> language(it, it.equals(now))).toList());
    }

    /** A sentence with the organisation's names and more filled in. */
    public String say(String key, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(names);
        all.putAll(more);
        return words.say(key, all);
    }

    public String html(String name) {
        return templates.render("pages/" + name + ".html", values);
    }

    /** The page as an answer; how long it may be kept is for the caller to say. */
    public Response.ResponseBuilder page(int status, String name) {
        return answer(status, html(name), words.language());
    }

    /** A page that was rendered before. */
    public static Response.ResponseBuilder answer(int status, String html, String language) {
        return Response.status(status)
                .entity(html)
                .type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                .header("Content-Security-Policy", CSP)
                // No page here may keep its address from its own form: the browser would post "Origin: null".
                .header("Referrer-Policy", "same-origin")
                .header("Content-Language", language)
                .header("Vary", "Accept-Language");
    }

    /** A language calls itself by its name; one of several with the same words says its region too. */
    private Language language(String tag, boolean now) {
        Languages spoken = templates.languages();
        String name = spoken.tags().contains(tag)
                ? spoken.orFirst(tag).name()
                : Locale.forLanguageTag(tag).getDisplayName(Locale.forLanguageTag(tag));
        return new Language(tag, name, now);
    }

    private static List<Contact> contact(Organisation organisation) {
        List<Contact> ways = new ArrayList<>();
        add(ways, organisation.email(), "mailto:");
        add(ways, organisation.phone(), "tel:");
        add(ways, organisation.url(), "");
        if (organisation.postal() != null) {
            ways.add(new Contact(organisation.postal(), ""));
        }
        return ways;
    }

    private static void add(List<Contact> ways, @Nullable String value, String scheme) {
        if (value != null && !value.isBlank()) {
            ways.add(new Contact(value, scheme + value));
        }
    }
}
