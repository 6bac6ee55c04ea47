package org.candor.bulletin;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.candor.incident.Facts;
import org.candor.letter.Brief;
import org.candor.letter.Content;
import org.candor.letter.Known;
import org.candor.letter.Letters;
import org.candor.letter.Prose;
import org.candor.notice.Published;
import org.candor.plumbing.Templates;
import org.candor.plumbing.Words;

/**
 * One notice in one language, as the templates show it.
 *
 * @param lang the language of its content
 * @param dir the direction of that language
 * @param t our own sentences for notices, in that language
 * @param anchor its place on its page
 * @param day when it was published, spelt out; empty for one that is not out
 * @param at the same for machines
 * @param kind what it is to the page, in words
 * @param when when the breach happened, as far as that is known; empty for an update
 * @param who who is affected, as far as everybody may know; empty for an update
 * @param taken what data was taken; empty for an update
 * @param spared what people fear for and was not taken; empty for an update
 */
record Story(
        String lang,
        String dir,
        Map<String, String> t,
        String anchor,
        String title,
        String day,
        String at,
        String kind,
        Prose happened,
        String when,
        String who,
        List<String> taken,
        List<String> spared,
        Prose doing,
        Prose todo,
        Prose more) {
    /** The one that a page is about: with the facts as they were told last. */
    static Story first(Templates templates, Published it, String wanted, Facts facts) {
        String lang = Letters.locale(it.brief(), wanted);
        Words words = templates.languages().orFirst(lang);
        return of(
                it,
                lang,
                words,
                Known.when(words, facts),
                (it.written() ? words.get("page.notice.who.written") + " " : "") + words.get("page.notice.who.ask"),
                Known.taken(words, facts.exposed()),
                Known.spared(words, facts.exposed()));
    }

    /** One that followed. */
    static Story update(Templates templates, Published it, String wanted) {
        String lang = Letters.locale(it.brief(), wanted);
        return of(it, lang, templates.languages().orFirst(lang), "", "", List.of(), List.of());
    }

    private static Story of(
            Published it, String lang, Words words, String when, String who, List<String> taken, List<String> spared) {
        Brief brief = it.brief();
        Content content = Objects.requireNonNull(brief.contents().get(lang));
        Map<String, String> names =
                Map.of("organisation", brief.facts().organisation().name());
        OffsetDateTime at = it.at();
        return new Story(
                lang,
                words.direction(),
                words.under("page.notice", names),
                anchor(it),
                words.say("page.notice.title." + brief.kind().word(), names),
                at == null ? "" : words.day(at.toLocalDate()),
                at == null ? "" : Moment.of(at),
                words.get("page.notice.kind." + brief.kind().word()),
                Prose.of(content.whatHappened()),
                when,
                who,
                taken,
                spared,
                Prose.of(content.whatWeAreDoing()),
                Prose.of(content.whatYouCanDo()),
                Prose.of(content.moreInformation()));
    }

    /** As long as it is told, it is found there: the random end of its id. */
    static String anchor(Published it) {
        String id = it.notice().toString();
        return "n-" + id.substring(id.length() - 10);
    }
}
