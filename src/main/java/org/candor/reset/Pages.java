package org.candor.reset;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.candor.delivery.Channel;
import org.candor.incident.ExposedClass;
import org.candor.incident.Organisation;
import org.candor.plumbing.Hosts;
import org.candor.plumbing.Templates;
import org.candor.plumbing.Words;
import org.jspecify.annotations.Nullable;

/** The pages that affected people see, from {@code templates/pages}, with the headers of security.md R10. */
@Singleton
class Pages {
    private static final String CSP =
            "default-src 'none'; style-src 'self'; form-action 'self';" + " frame-ancestors 'none'; base-uri 'none'";

    /** One way to ask; {@code href} is empty where there is nothing to follow. */
    record Contact(String text, String href) {}

    /** One of the languages a page can be read in. */
    record Language(String tag, String name, boolean now) {}

    private final Templates templates;
    private final Hosts hosts;
    private final WhoWeAre who;
    private final ResetConfig config;

    Pages(Templates templates, Hosts hosts, WhoWeAre who, ResetConfig config) {
        this.templates = templates;
        this.hosts = hosts;
        this.who = who;
        this.config = config;
    }

    /** What of theirs leaked, and the button. */
    Response reset(Visitor visitor, Organisation organisation, Set<ExposedClass> exposed, String formToken) {
        Sheet sheet = sheet(visitor, organisation);
        sheet.put("csrf", formToken);
        sheet.put("verify", hosts.publicOrigin() + "/verify");
        sheet.put("redirect", config.redirectUrl().isPresent());
        sheet.put(
                "yours",
                exposed.stream()
                        .sorted()
                        .map(it -> sheet.words.get("exposed." + it.word()))
                        .toList());
        return page(200, "reset", sheet);
    }

    /** The request is recorded. */
    Response done(Visitor visitor, Organisation organisation, ResetRequest request) {
        Sheet sheet = sheet(visitor, organisation);
        URI elsewhere = request.kind().equals("password") ? config.redirectUrl().orElse(null) : null;
        sheet.put("reference", sheet.say("page.done.reference", Map.of("reference", request.reference())));
        sheet.put("details", request.kind().equals("details"));
        sheet.put("elsewhere", elsewhere == null ? "" : elsewhere.toString());
        return page(200, "done", sheet);
    }

    /** The one page for every link that cannot be used: it tells nobody why (security.md R6). */
    Response neutral(Visitor visitor, Organisation organisation) {
        return page(200, "neutral", sheet(visitor, organisation));
    }

    /** What came of a code. */
    sealed interface Checked {
        record NotYet() implements Checked {}

        record Missing() implements Checked {}

        record Unknown() implements Checked {}

        record Found(List<Sent> sent) implements Checked {}
    }

    /** A notice that a code belongs to. */
    record Sent(
            java.time.LocalDate day,
            List<Channel> channels,
            String organisation,
            Map<String, String> subjects,
            String locale) {}

    /** One found code as the page says it. */
    record Said(String text, String organisation, String subject) {}

    Response verify(Visitor visitor, Organisation organisation, Checked checked) {
        Sheet sheet = sheet(visitor, organisation);
        sheet.put("lang", sheet.words.language());
        sheet.put("missing", checked instanceof Checked.Missing);
        sheet.put("unknown", checked instanceof Checked.Unknown);
        List<Said> found = checked instanceof Checked.Found it
                ? it.sent().stream().map(sent -> said(sheet, sent)).toList()
                : List.of();
        sheet.put("found", found);
        sheet.put("copied", sheet.say("page.verify.copied", Map.of("link", hosts.publicOrigin())));
        return page(200, "verify", sheet);
    }

    private static Said said(Sheet sheet, Sent sent) {
        List<String> channels = sent.channels().stream()
                .map(it -> sheet.words.get("page.verify.channel." + it.word()))
                .toList();
        String text = sheet.words.say(
                "page.verify.found.text",
                Map.of("date", sheet.words.day(sent.day()), "channel", String.join(", ", channels)));
        Map<String, String> subjects = sent.subjects();
        String subject = subjects.getOrDefault(sheet.words.language(), subjects.getOrDefault(sent.locale(), ""));
        return new Said(text, sent.organisation(), subject);
    }

    /** Too many guesses from here; for a browser. */
    Response busy(Visitor visitor, Organisation organisation) {
        return page(429, "busy", sheet(visitor, organisation));
    }

    /** Something does not work; for a browser. */
    Response sorry(Visitor visitor, Organisation organisation, int status) {
        return page(status, "sorry", sheet(visitor, organisation));
    }

    /** The values of one page. */
    private static final class Sheet {
        private final Words words;
        private final Map<String, String> names;
        private final Map<String, Object> values = new HashMap<>();

        Sheet(Words words, Map<String, String> names) {
            this.words = words;
            this.names = names;
        }

        void put(String name, Object value) {
            values.put(name, value);
        }

        String say(String key, Map<String, String> more) {
            Map<String, String> all = new HashMap<>(names);
            all.putAll(more);
            return words.say(key, all);
        }
    }

    private Sheet sheet(Visitor visitor, Organisation organisation) {
        Words words = visitor.words(templates.languages());
        Map<String, String> names = Map.of("organisation", organisation.name(), "site", who.site(organisation));
        Sheet sheet = new Sheet(words, names);
        sheet.put("lang", words.language());
        sheet.put("dir", words.direction());
        sheet.put("t", words.under("page", names));
        sheet.put("organisation", organisation.name());
        sheet.put("contact", contact(organisation));
        sheet.put("languages", languages(words));
        return sheet;
    }

    private List<Language> languages(Words now) {
        return templates.languages().tags().stream()
                .map(it -> new Language(it, templates.languages().orFirst(it).name(), it.equals(now.language())))
                .toList();
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

    private Response page(int status, String name, Sheet sheet) {
        return Response.status(status)
                .entity(templates.render("pages/" + name + ".html", sheet.values))
                .type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                .header("Content-Security-Policy", CSP)
                // No page here may keep its address from its own form: the browser would post "Origin: null".
                .header("Referrer-Policy", "same-origin")
                .header("Cache-Control", "no-store")
                .header("Content-Language", sheet.words.language())
                .header("Vary", "Accept-Language")
                .build();
    }
}
