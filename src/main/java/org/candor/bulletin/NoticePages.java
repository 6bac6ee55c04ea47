package org.candor.bulletin;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.candor.incident.Organisation;
import org.candor.notice.PublicPage;
import org.candor.plumbing.Hosts;
import org.candor.plumbing.Templates;
import org.candor.plumbing.Visitor;
import org.candor.plumbing.Words;
import org.candor.reset.Frame;
import org.candor.reset.WhoWeAre;

/** The pages that anybody can read, from {@code templates/pages}. */
@Singleton
class NoticePages {
    private final Templates templates;
    private final Hosts hosts;
    private final WhoWeAre who;

    NoticePages(Templates templates, Hosts hosts, WhoWeAre who) {
        this.templates = templates;
        this.hosts = hosts;
        this.who = who;
    }

    /** A notice and what followed it, in one of the languages it has content in. */
    Printed notice(PublicPage page, String lang) {
        Organisation organisation = page.latest().brief().facts().organisation();
        Frame frame = frame(templates.languages().orFirst(lang), organisation);
        List<String> tags =
                page.first().brief().contents().keySet().stream().sorted().toList();
        List<Story> updates = page.updates().stream()
                .map(it -> Story.update(templates, it, lang))
                .toList();
        frame.put("lang", lang);
        frame.languages(tags, lang);
        frame.put("address", hosts.publicOrigin() + "/notices/" + page.slug());
        frame.put(
                "story",
                Story.first(templates, page.first(), lang, page.latest().brief().facts()));
        frame.put("updates", updates);
        frame.put("changed", frame.words().day(page.changedAt().toLocalDate()));
        frame.put("changed_at", Moment.of(page.changedAt()));
        frame.put("codes", page.told().stream().map(it -> it.code()).toList());
        frame.put("verify", hosts.publicOrigin() + "/verify");
        return Printed.of(frame.html("notice"), lang, page.changedAt());
    }

    /** One line of the list; {@code changed} is empty for a notice that nothing followed. */
    record Line(
            String slug,
            String title,
            String lang,
            String dir,
            String day,
            String at,
            String changed,
            String changedAt) {}

    /** All notices, in one of the languages that we speak. */
    Printed list(List<PublicPage> pages, Organisation organisation, Words words) {
        Frame frame = frame(words, organisation);
        frame.put("notices", pages.stream().map(it -> line(it, words)).toList());
        return Printed.of(
                frame.html("notices"),
                words.language(),
                pages.isEmpty() ? null : pages.getFirst().changedAt());
    }

    private Line line(PublicPage page, Words words) {
        Story story = Story.update(templates, page.first(), words.language());
        boolean changed = page.told().size() > 1;
        return new Line(
                page.slug(),
                story.title(),
                story.lang(),
                story.dir(),
                words.day(page.first().since().toLocalDate()),
                story.at(),
                changed ? words.day(page.changedAt().toLocalDate()) : "",
                Moment.of(page.changedAt()));
    }

    /** In place of a notice that was withdrawn. */
    Response withdrawn(Visitor visitor, Organisation organisation) {
        Frame frame = frame(visitor.words(templates.languages()), organisation);
        frame.put("withdrawn", true);
        return frame.page(410, "gone").header("Cache-Control", "no-store").build();
    }

    /** In place of a notice that is not there, or not yet: the two look the same. */
    Uni<Response> nowhere(Visitor visitor) {
        return who.now().map(organisation -> {
            Frame frame = frame(visitor.words(templates.languages()), organisation);
            frame.put("withdrawn", false);
            return frame.page(404, "gone").header("Cache-Control", "no-store").build();
        });
    }

    /** Something of ours does not work. */
    Uni<Response> sorry(Visitor visitor) {
        return who.now()
                .map(organisation -> frame(visitor.words(templates.languages()), organisation)
                        .page(503, "sorry")
                        .header("Cache-Control", "no-store")
                        .header("Retry-After", "5")
                        .build());
    }

    private Frame frame(Words words, Organisation organisation) {
        return new Frame(templates, words, organisation, who.site(organisation));
    }
}
