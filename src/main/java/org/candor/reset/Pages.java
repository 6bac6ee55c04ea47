package org.candor.reset;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.candor.delivery.Channel;
import org.candor.incident.ExposedClass;
import org.candor.incident.Organisation;
import org.candor.plumbing.Hosts;
import org.candor.plumbing.Templates;
import org.candor.plumbing.Visitor;
import org.candor.plumbing.Words;
import org.jspecify.annotations.Nullable;

/** The pages that affected people see, from {@code templates/pages}. */
@Singleton
class Pages {
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

    /** A browser that asks for no language of ours shows the one that the person was written to in. */
    Visitor reader(Visitor visitor, @Nullable String locale) {
        return visitor.first(templates.languages().tags()) == null ? visitor.reading(locale) : visitor;
    }

    /** What of theirs leaked, and the button. */
    Response reset(Visitor visitor, Organisation organisation, Set<ExposedClass> exposed, String formToken) {
        Frame frame = frame(visitor, organisation);
        frame.put("csrf", formToken);
        frame.put("verify", hosts.publicOrigin() + "/verify");
        frame.put("redirect", config.redirectUrl().isPresent());
        frame.put(
                "yours",
                exposed.stream()
                        .sorted()
                        .map(it -> frame.words().get("exposed." + it.word()))
                        .toList());
        return page(200, "reset", frame);
    }

    /** The request is recorded. */
    Response done(Visitor visitor, Organisation organisation, ResetRequest request) {
        Frame frame = frame(visitor, organisation);
        URI elsewhere = request.kind().equals("password") ? config.redirectUrl().orElse(null) : null;
        frame.put("reference", frame.say("page.done.reference", Map.of("reference", request.reference())));
        frame.put("details", request.kind().equals("details"));
        frame.put("elsewhere", elsewhere == null ? "" : elsewhere.toString());
        return page(200, "done", frame);
    }

    /** The one page for every link that cannot be used: it tells nobody why (security.md R6). */
    Response neutral(Visitor visitor, Organisation organisation) {
        return page(200, "neutral", frame(visitor, organisation));
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
        Frame frame = frame(visitor, organisation);
        frame.put("lang", frame.words().language());
        frame.put("missing", checked instanceof Checked.Missing);
        frame.put("unknown", checked instanceof Checked.Unknown);
        List<Said> found = checked instanceof Checked.Found it
                ? it.sent().stream().map(sent -> said(frame, sent)).toList()
                : List.of();
        frame.put("found", found);
        frame.put("copied", frame.say("page.verify.copied", Map.of("link", hosts.publicOrigin())));
        return page(200, "verify", frame);
    }

    private static Said said(Frame frame, Sent sent) {
        List<String> channels = sent.channels().stream()
                .map(it -> frame.words().get("page.verify.channel." + it.word()))
                .toList();
        String text = frame.words()
                .say(
                        "page.verify.found.text",
                        Map.of("date", frame.words().day(sent.day()), "channel", String.join(", ", channels)));
        Map<String, String> subjects = sent.subjects();
        String subject = subjects.getOrDefault(frame.words().language(), subjects.getOrDefault(sent.locale(), ""));
        return new Said(text, sent.organisation(), subject);
    }

    /** Too many guesses from here; for a browser. */
    Response busy(Visitor visitor, Organisation organisation) {
        return page(429, "busy", frame(visitor, organisation));
    }

    /** Something does not work; for a browser. */
    Response sorry(Visitor visitor, Organisation organisation, int status) {
        return page(status, "sorry", frame(visitor, organisation));
    }

    private Frame frame(Visitor visitor, Organisation organisation) {
        Words words = visitor.words(templates.languages());
        return new Frame(templates, words, organisation, who.site(organisation));
    }

    private static Response page(int status, String name, Frame frame) {
        return frame.page(status, name).header("Cache-Control", "no-store").build();
    }
}
