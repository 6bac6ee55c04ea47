package org.candor.notice;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.candor.delivery.Letter;
import org.candor.delivery.Network;
import org.candor.incident.ExposedClass;
import org.candor.incident.Person;
import org.candor.letter.Letters;
import org.candor.reset.ResetLinks;
import org.jspecify.annotations.Nullable;

/** Writes letters that are not sent, exactly as those that are: for previews, and to know the subject of each language. */
@ApplicationScoped
class Sampler {
    /** Nobody has this id, so a link made for it leads to the page of links that are not valid. */
    private static final UUID NOBODY = new UUID(0, 0);

    private final Letters letters;
    private final ResetLinks links;

    Sampler(Letters letters, ResetLinks links) {
        this.letters = letters;
        this.links = links;
    }

    /** The letter that a person would get, with a link that does not work. */
    Letter write(Sending sending, Person person) {
        return letters.write(sending.brief(), person, link(sending), sending.code());
    }

    /** The text message that a person would get, with a link that does not work. */
    Letter text(Sending sending, Person person) {
        return letters.text(sending.brief(), person, link(sending), sending.code());
    }

    /**
     * The post of a public account.
     *
     * @param language the one it posts in; null for the notice's default
     */
    Letter post(Sending sending, Network network, @Nullable String language) {
        return letters.post(sending.brief(), network, language, sending.code());
    }

    private @Nullable String link(Sending sending) {
        return sending.offersReset() ? links.link(sending.notice(), NOBODY, sending.resetVersion()) : null;
    }

    /** Somebody without a name who lost all that the incident exposed. */
    static Person anybody(String locale, Set<ExposedClass> exposed, @Nullable String name) {
        return new Person(NOBODY, "sample", name, null, null, locale, null, exposed, true, null);
    }

    /** The subject line in each language of the notice. */
    Map<String, String> subjects(Sending sending) {
        Map<String, String> subjects = new TreeMap<>();
        for (String locale : sending.brief().contents().keySet()) {
            Person anybody = anybody(locale, sending.brief().facts().exposed(), null);
            subjects.put(locale, write(sending, anybody).subject());
        }
        return subjects;
    }
}
