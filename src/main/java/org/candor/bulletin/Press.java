package org.candor.bulletin;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.candor.incident.Organisation;
import org.candor.letter.Columns;
import org.candor.letter.Prose;
import org.candor.notice.Publications.Found;
import org.candor.notice.Published;
import org.candor.plumbing.Hosts;
import org.candor.plumbing.Problem;
import org.candor.plumbing.Templates;
import org.candor.plumbing.Words;
import org.jspecify.annotations.Nullable;

/** The text for the press: wanted before anything is sent, so that it is written from a draft as well, which it says. */
@Singleton
class Press {
    private final Templates templates;
    private final Hosts hosts;
    private final Shelf shelf;
    private final InstantSource clock;

    Press(Templates templates, Hosts hosts, Shelf shelf, InstantSource clock) {
        this.templates = templates;
        this.hosts = hosts;
        this.shelf = shelf;
        this.clock = clock;
    }

    /** @param locale the language that is wanted; null for the notice's default */
    Uni<Printed> text(Published it, @Nullable String locale) {
        if (it.withdrawn()) {
            throw Problem.of(409, "conflict", "The notice was cancelled: there is nothing to tell the press.");
        }
        String wanted = locale == null ? it.brief().defaultLocale() : locale;
        return hasPage(it).map(page -> text(it, wanted, page));
    }

    /** A notice that will be posted has its page then; one that only follows may have the page of what it follows. */
    private Uni<Boolean> hasPage(Published it) {
        return it.posted()
                ? Uni.createFrom().item(true)
                : shelf.found(it.slug()).map(found -> found instanceof Found.Open);
    }

    private Printed text(Published it, String wanted, boolean page) {
        Organisation organisation = it.brief().facts().organisation();
        Story story = it.first()
                ? Story.first(templates, it, wanted, it.brief().facts())
                : Story.update(templates, it, wanted);
        Words words = templates.languages().orFirst(story.lang());
        Map<String, String> names = Map.of("organisation", organisation.name(), "code", it.code());
        Map<String, Object> values = new HashMap<>();
        values.put("story", story);
        values.put("p", words.under("press", names));
        values.put("draft", isOut(it) ? "" : words.say("press.draft", names));
        values.put("day", organisation.name() + ", " + words.day(day(it).toLocalDate()));
        values.put("page", page ? hosts.publicOrigin() + "/notices/" + it.slug() : "");
        values.put("verify", hosts.publicOrigin() + "/verify");
        values.put("contact", contact(organisation));
        return Printed.of(Columns.wrap(templates.render("bulletin/press.txt", values)), story.lang(), it.at());
    }

    private boolean isOut(Published it) {
        return it.at() != null && !it.since().toInstant().isAfter(clock.instant());
    }

    /** The day it comes out; today where nobody knows yet. */
    private OffsetDateTime day(Published it) {
        return it.at() == null ? clock.instant().atOffset(ZoneOffset.UTC) : it.since();
    }

    private static List<String> contact(Organisation it) {
        return Stream.of(it.email(), it.phone(), it.url(), it.postal())
                .filter(Objects::nonNull)
                .map(way -> Prose.of(way).text().replace('\n', ' '))
                .filter(way -> !way.isBlank())
                .toList();
    }
}
