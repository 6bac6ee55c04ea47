package org.candor.letter;

import java.net.URI;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.candor.delivery.Network;
import org.candor.plumbing.Templates;
import org.candor.plumbing.Words;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what the short texts of one notice show in one language: the text message and the public post. They say what
 * happened in one sentence and where to read on. A text of the caller's own stands there as it is, and is followed only by
 * what belongs to this message: link and code.
 */
final class Slip {
    private static final int LONGEST_NAME = 150;
    private static final int SHORTEST_NAME = 10;
    /** As long as every code. */
    private static final String SAMPLE_CODE = "AAAA-AAAA";

    private final Templates templates;
    private final Brief brief;
    private final String locale;
    private final Content content;
    private final Words words;

    Slip(Templates templates, Brief brief, String locale) {
        this.templates = templates;
        this.brief = brief;
        this.locale = locale;
        this.content = Objects.requireNonNull(brief.contents().get(locale));
        this.words = templates.languages().orFirst(locale);
    }

    /** The text message. The way without a link is an address that people type: they know it, or can check it. */
    Layout text(boolean linked) {
        Map<String, Object> values = values(content.sms());
        String name = Prose.line(brief.facts().organisation().name());
        values.put("lead", lead("sms", name, words::shortDay));
        values.put("link", linked ? Layout.LINK : "");
        values.put("t", words.under("sms", Map.of("link", Layout.LINK, "code", Layout.CODE, "address", address())));
        return new Layout("", templates.render("breach/sms.txt", values).strip(), "", locale);
    }

    /**
     * The public post; a notice without a public page points to the page where its code is checked. Where our own words are
     * too long for the network, what goes first is the sentence that is true of every notice, then the end of the name.
     */
    Layout post(Network network) {
        String name = Prose.line(brief.facts().organisation().name());
        String text = post(name, true);
        if (content.social() == null && !fits(network, text)) {
            text = post(name, false);
            for (int length = name.codePointCount(0, name.length()) - 1;
                    length >= SHORTEST_NAME && !fits(network, text);
                    length--) {
                text = post(shortened(name, length), false);
            }
        }
        return new Layout(network == Network.DISCOURSE ? title() : "", text, "", locale);
    }

    private static boolean fits(Network network, String text) {
        return PostLength.fits(network, text.replace(Layout.CODE, SAMPLE_CODE));
    }

    private String post(String name, boolean whole) {
        Map<String, Object> values = values(content.social());
        String page = brief.pageUrl() == null ? brief.verifyUrl() : brief.pageUrl();
        values.put("lead", lead("social", name, words::day));
        values.put("page", page);
        values.put("whole", whole);
        values.put("t", words.under("social", Map.of("page", page, "code", Layout.CODE)));
        return templates.render("breach/social.txt", values).strip();
    }

    /** Forums take a title once and of 255 characters at most: the code tells an update from the one before. */
    private String title() {
        String name = Prose.line(brief.facts().organisation().name());
        return words.say(
                "social.title." + brief.kind().word(),
                Map.of("organisation", shortened(name, LONGEST_NAME), "code", Layout.CODE));
    }

    private static String shortened(String name, int most) {
        return name.codePointCount(0, name.length()) <= most
                ? name
                : name.substring(0, name.offsetByCodePoints(0, most)).strip() + "...";
    }

    private static Map<String, Object> values(@Nullable String own) {
        Map<String, Object> values = new HashMap<>();
        values.put("own", own == null ? "" : Prose.normal(own).strip());
        return values;
    }

    /** What happened, with the day if it was one and is known: for a span of days there is no room. */
    private String lead(String form, String name, Function<LocalDate, String> said) {
        String key = form + "." + brief.kind().word();
        LocalDate day = day();
        if (brief.kind() != Kind.INITIAL || day == null) {
            return words.say(key, Map.of("organisation", name));
        }
        Map<String, String> values = Map.of("organisation", name, "day", said.apply(day));
        return words.say(key + ".day", values);
    }

    private @Nullable LocalDate day() {
        LocalDate first = brief.facts().occurredFrom();
        LocalDate last = brief.facts().occurredTo();
        return first == null ? last : last == null || last.equals(first) ? first : null;
    }

    /** The organisation's own web address as people type it, else the one where codes are checked. */
    private String address() {
        String url = brief.facts().organisation().url();
        String own = url == null ? null : URI.create(url).getRawAuthority();
        return own == null ? brief.verifyUrl().replaceFirst("^https?://", "") : own;
    }
}
