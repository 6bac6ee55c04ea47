package org.candor.letter;

import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.candor.delivery.Letter;
import org.candor.delivery.Network;
import org.candor.incident.ExposedClass;
import org.candor.incident.Person;
import org.candor.plumbing.Languages;
import org.candor.plumbing.Templates;
import org.jspecify.annotations.Nullable;

/**
 * Writes letters. Safe for many threads; never waits, except for a template file that was just edited.
 *
 * <ol>
 *   <li>The language is chosen: the person's locale, its language, the notice's default.
 *   <li>The letter is laid out by the templates, once for each notice, language and set of exposed classes, and kept.
 *   <li>Name, link and code are filled in: all that is done for each message.
 * </ol>
 */
@Singleton
public class Letters {
    /** Layouts kept, about 10 KB each. A breach has few different sets of exposed classes. */
    private static final int MOST = 2_000;

    private final Templates templates;
    private final Map<Key, Layout> layouts = new ConcurrentHashMap<>();
    private volatile long edition;

    Letters(Templates templates) {
        this.templates = templates;
        this.edition = templates.edition();
    }

    /**
     * The letter to one person.
     *
     * @param link their reset link, or null if the notice offers none
     * @param code the notice's verify code, as shown
     */
    public Letter write(Brief brief, Person person, @Nullable String link, String code) {
        String name = PersonName.clean(person.name());
        Key key = new Key(
                brief, Form.EMAIL, locale(brief, person.locale()), person.exposed(), name != null, link != null);
        return layout(key).fill(name, link, code);
    }

    /**
     * The text message to one person; without subject and HTML.
     *
     * @param link their reset link, or null if the notice offers none
     * @param code the notice's verify code, as shown
     */
    public Letter text(Brief brief, Person person, @Nullable String link, String code) {
        String locale = locale(brief, person.locale());
        return layout(Key.of(brief, Form.TEXT, locale, link != null)).fill(null, link, code);
    }

    /**
     * The post of one public account; a forum's has a title, as its subject.
     *
     * @param language the account's own, or null for the notice's default
     */
    public Letter post(Brief brief, Network network, @Nullable String language, String code) {
        Form form = switch (network) {
            case MASTODON -> Form.MASTODON;
            case BLUESKY -> Form.BLUESKY;
            case DISCOURSE -> Form.DISCOURSE;
            case X -> Form.X;
        };
        return layout(Key.of(brief, form, locale(brief, language), false)).fill(null, null, code);
    }

    /** The language a person of this locale is written to in: one that the notice has content in. */
    public static String locale(Brief brief, @Nullable String locale) {
        for (String it = locale == null ? "" : locale; !it.isEmpty(); it = Languages.shorter(it)) {
            if (brief.contents().containsKey(it)) {
                return it;
            }
        }
        return brief.defaultLocale();
    }

    /** True if there are words of ours for content in this language, so that a letter is in one language throughout. */
    public boolean speaks(String locale) {
        return templates.languages().of(locale) != null;
    }

    private Layout layout(Key key) {
        long now = templates.edition();
        if (now != edition || layouts.size() > MOST) {
            layouts.clear();
            edition = now;
        }
        Layout known = layouts.get(key);
        if (known == null) {
            known = laidOut(key);
            layouts.put(key, known);
        }
        return known;
    }

    private Layout laidOut(Key key) {
        return switch (key.form()) {
            case EMAIL ->
                new Sheet(templates, key.brief(), key.locale(), key.exposed()).layout(key.named(), key.linked());
            case TEXT -> new Slip(templates, key.brief(), key.locale()).text(key.linked());
            case MASTODON -> new Slip(templates, key.brief(), key.locale()).post(Network.MASTODON);
            case BLUESKY -> new Slip(templates, key.brief(), key.locale()).post(Network.BLUESKY);
            case DISCOURSE -> new Slip(templates, key.brief(), key.locale()).post(Network.DISCOURSE);
            case X -> new Slip(templates, key.brief(), key.locale()).post(Network.X);
        };
    }

    private enum Form {
        EMAIL,
        TEXT,
        MASTODON,
        BLUESKY,
        DISCOURSE,
        X
    }

    /** A brief is compared as an object: reading all of its text for every message would cost more than the message. */
    private record Key(
            Brief brief, Form form, String locale, Set<ExposedClass> exposed, boolean named, boolean linked) {
        /** Short texts name nobody and nothing that leaked. */
        static Key of(Brief brief, Form form, String locale, boolean linked) {
            return new Key(brief, form, locale, Set.of(), false, linked);
        }

        @Override
        @SuppressWarnings("ReferenceEquality")
        public boolean equals(@Nullable Object other) {
            return other instanceof Key it
                    && it.brief == brief
                    && it.form == form
                    && it.named == named
                    && it.linked == linked
                    && it.locale.equals(locale)
                    && it.exposed.equals(exposed);
        }

        @Override
        public int hashCode() {
            return Objects.hash(System.identityHashCode(brief), locale, exposed, named, linked);
        }
    }
}
