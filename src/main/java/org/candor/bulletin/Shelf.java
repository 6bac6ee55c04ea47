package org.candor.bulletin;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.candor.incident.Organisation;
import org.candor.notice.PublicPage;
import org.candor.notice.Publications;
import org.candor.notice.Publications.Found;
import org.candor.plumbing.Templates;
import org.candor.plumbing.Words;
import org.candor.reset.WhoWeAre;
import org.jspecify.annotations.Nullable;

/** Everything the public reads, kept for a moment: what is read from the database, and what is rendered from that. */
@Singleton
class Shelf {
    private static final Pattern SLUG = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9a-f]{10}");

    private final Publications publications;
    private final NoticePages pages;
    private final Feeds feeds;
    private final WhoWeAre who;
    private final Templates templates;
    private final BulletinConfig config;
    private final Kept<Found> found;
    private final Kept<List<PublicPage>> recent;
    private final Kept<Printed> printed;

    Shelf(
            InstantSource clock,
            Publications publications,
            NoticePages pages,
            Feeds feeds,
            WhoWeAre who,
            Templates templates,
            BulletinConfig config) {
        this.publications = publications;
        this.pages = pages;
        this.feeds = feeds;
        this.who = who;
        this.templates = templates;
        this.config = config;
        this.found = new Kept<>(clock, config.keep(), config.pages());
        this.recent = new Kept<>(clock, config.keep(), 1);
        this.printed = new Kept<>(clock, config.keep(), config.pages());
    }

    /** What stands behind a name; one that cannot be any is not looked for. */
    Uni<Found> found(String slug) {
        return SLUG.matcher(slug).matches()
                ? found.get(slug, () -> publications.page(slug))
                : Uni.createFrom().item(new Found.Nothing());
    }

    /** @param lang a language that the notice has content in */
    Uni<Printed> page(PublicPage page, String lang) {
        return printed.get(page.slug() + " " + lang, () -> Uni.createFrom().item(() -> pages.notice(page, lang)));
    }

    Uni<Printed> list(Words words) {
        return printed.get("list " + words.language(), () -> latest((all, us) -> pages.list(all, us, words)));
    }

    /** The feed in the language that was asked for or, if we do not speak it, in that of each notice. */
    Uni<Printed> atom(@Nullable String wanted) {
        String language = spoken(wanted);
        return printed.get("atom " + language, () -> latest((all, us) -> feeds.atom(all, us, language)));
    }

    Uni<Printed> json(@Nullable String wanted) {
        String language = spoken(wanted);
        return printed.get("json " + language, () -> latest((all, us) -> feeds.json(all, us, language)));
    }

    private @Nullable String spoken(@Nullable String wanted) {
        Words words = wanted == null || wanted.length() > 35
                ? null
                : templates.languages().of(wanted);
        return words == null ? null : words.language();
    }

    /** The latest notices and the organisation, as it called itself in the last of them. */
    private Uni<Printed> latest(BiFunction<List<PublicPage>, Organisation, Printed> print) {
        return recent.get("", () -> publications.recent(config.entries()))
                .chain(all -> organisation(all).map(it -> print.apply(all, it)));
    }

    private Uni<Organisation> organisation(List<PublicPage> all) {
        return all.isEmpty()
                ? who.now()
                : Uni.createFrom().item(all.getFirst().latest().brief().facts().organisation());
    }
}
