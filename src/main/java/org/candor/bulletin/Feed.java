package org.candor.bulletin;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.candor.incident.Facts;
import org.candor.notice.PublicPage;
import org.candor.notice.Published;
import org.candor.plumbing.Templates;
import org.jspecify.annotations.Nullable;

/**
 * The latest notices and updates, for programs that follow them: an entry for each, the newest first. A notice's own entry
 * moves up with each update; an id never changes and names nobody (RFC 4151).
 *
 * @param self the address of the feed as Atom, {@code json} as JSON
 */
record Feed(
        String id,
        String language,
        String title,
        String author,
        String updated,
        String self,
        String json,
        String page,
        List<Entry> entries) {
    /** One notice or update, with all of its text. */
    record Entry(
            String id,
            String language,
            String title,
            String author,
            String published,
            String updated,
            String page,
            String html) {}

    /**
     * Writes the entries of a feed.
     *
     * @param origin where the public pages are
     * @param language the language that was asked for; null for the default one of each notice
     */
    record Writer(
            Templates templates, String origin, @Nullable String language) {
        String query() {
            return language == null ? "" : "?lang=" + language;
        }

        List<Entry> entries(List<PublicPage> pages, int most) {
            return pages.stream()
                    .flatMap(this::entries)
                    .sorted((a, b) -> b.updated().compareTo(a.updated()))
                    .limit(most)
                    .toList();
        }

        private Stream<Entry> entries(PublicPage page) {
            return page.told().stream().map(it -> it.equals(page.first()) ? first(page) : update(it));
        }

        private Entry first(PublicPage page) {
            Published it = page.first();
            Facts facts = page.latest().brief().facts();
            Story story = Story.first(templates, it, wanted(it), facts);
            return entry(it, story, Moment.of(page.changedAt()), "");
        }

        private Entry update(Published it) {
            Story story = Story.update(templates, it, wanted(it));
            return entry(it, story, story.at(), "#" + story.anchor());
        }

        private Entry entry(Published it, Story story, String updated, String anchor) {
            return new Entry(
                    id(it, story),
                    story.lang(),
                    story.title(),
                    it.brief().facts().organisation().name(),
                    story.at(),
                    updated,
                    origin + "/notices/" + it.slug() + query() + anchor,
                    templates
                            .render("bulletin/entry.html", Map.of("story", story))
                            .strip());
        }

        private String wanted(Published it) {
            return language == null ? it.brief().defaultLocale() : language;
        }

        /** By the day in the page's name: on that day the host was ours. */
        private String id(Published it, Story story) {
            String day = it.slug().substring(0, "2026-11-24".length());
            return tag(day) + "/" + it.slug() + (it.first() ? "" : "/" + story.anchor());
        }

        String tag(String day) {
            String authority = origin.substring(origin.indexOf("://") + 3);
            int port = authority.lastIndexOf(':');
            return "tag:" + (port < 0 ? authority : authority.substring(0, port)) + "," + day + ":notices";
        }
    }
}
