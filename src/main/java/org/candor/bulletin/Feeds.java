package org.candor.bulletin;

import jakarta.inject.Singleton;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.candor.incident.Organisation;
import org.candor.notice.PublicPage;
import org.candor.plumbing.Hosts;
import org.candor.plumbing.StrictJson;
import org.candor.plumbing.Templates;
import org.candor.plumbing.Words;
import org.jspecify.annotations.Nullable;

/** The feeds, as Atom (RFC 4287) and as JSON Feed 1.1. */
@Singleton
class Feeds {
    /** A year in which there was no notice of ours yet; the feed itself has no day of its own. */
    private static final String ALWAYS = "2026";

    private static final String NEVER = "2026-01-01T00:00:00Z";

    private final Templates templates;
    private final Hosts hosts;
    private final BulletinConfig config;

    Feeds(Templates templates, Hosts hosts, BulletinConfig config) {
        this.templates = templates;
        this.hosts = hosts;
        this.config = config;
    }

    Printed atom(List<PublicPage> pages, Organisation organisation, @Nullable String language) {
        Feed feed = feed(pages, organisation, language);
        String text = templates.render("bulletin/feed.xml", Map.of("feed", feed));
        return Printed.of(
                text.codePoints()
                        .filter(Feeds::isXml)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString(),
                feed.language(),
                changedAt(pages));
    }

    /** XML has no way to write the rest, and a reader gives up on all of the feed for one of them. */
    private static boolean isXml(int c) {
        return c >= ' ' && c <= 0xD7FF || c == '\n' || c == '\t' || c >= 0xE000 && c <= 0xFFFD || c > 0xFFFF;
    }

    Printed json(List<PublicPage> pages, Organisation organisation, @Nullable String language) {
        Feed feed = feed(pages, organisation, language);
        return Printed.of(StrictJson.write(JsonFeed.of(feed)), feed.language(), changedAt(pages));
    }

    private Feed feed(List<PublicPage> pages, Organisation organisation, @Nullable String language) {
        Feed.Writer writer = new Feed.Writer(templates, hosts.publicOrigin(), language);
        String own = language != null
                ? language
                : pages.isEmpty() ? "" : pages.getFirst().first().brief().defaultLocale();
        Words words = templates.languages().orFirst(own);
        List<Feed.Entry> entries = writer.entries(pages, config.entries());
        String notices = hosts.publicOrigin() + "/notices";
        return new Feed(
                writer.tag(ALWAYS),
                words.language(),
                words.say("page.notice.list", Map.of("organisation", organisation.name())),
                organisation.name(),
                entries.isEmpty() ? NEVER : entries.getFirst().updated(),
                notices + "/feed.atom" + writer.query(),
                notices + "/feed.json" + writer.query(),
                notices + writer.query(),
                entries);
    }

    private static @Nullable OffsetDateTime changedAt(List<PublicPage> pages) {
        return pages.isEmpty() ? null : pages.getFirst().changedAt();
    }
}
