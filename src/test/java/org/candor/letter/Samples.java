package org.candor.letter;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.candor.delivery.Letter;
import org.candor.incident.ExposedClass;
import org.candor.incident.Facts;
import org.candor.incident.Organisation;
import org.candor.incident.Person;
import org.candor.plumbing.Templates;
import org.jspecify.annotations.Nullable;

/** A breach to write letters about. */
final class Samples {
    static final String LINK = "https://notice.example.com/r/0aZ9bY8cX7dW6eV5fU4gT3";
    static final String CODE = "7QF4-2K9M";
    static final String PAGE = "https://notice.example.com/notices/2026-11-21-8a9b0c1d2e";
    static final List<String> LANGUAGES = List.of("de", "en", "es", "fr");
    static final Set<ExposedClass> SOME =
            Set.of(ExposedClass.NAMES, ExposedClass.EMAIL_ADDRESSES, ExposedClass.PASSWORDS);
    static final Content WORDS = new Content(
            "On 5 November someone copied part of our customer list. They used the account of a member of our staff."
                    + " We saw it two days later and locked that account at once.",
            "We closed the door they used and told the authorities.\n\nWe now watch every copy of the list.",
            "Change your password.\n\n- Use a new one\n- Use it nowhere else, not even for a site that you hardly ever"
                    + " visit, because lists like these are tried everywhere",
            "Write to privacy@example.com or see https://example.com/privacy.",
            null,
            null,
            null);

    static final Facts FACTS =
            facts(LocalDate.of(2026, 11, 2), LocalDate.of(2026, 11, 5), OffsetDateTime.parse("2026-11-07T09:30:00Z"));

    private Samples() {}

    static Facts facts(@Nullable LocalDate from, @Nullable LocalDate to, @Nullable OffsetDateTime found) {
        return new Facts(
                "IR-2026-014",
                "Customer portal credential exposure",
                new Organisation(
                        "Example Bank",
                        "privacy@example.com",
                        "+14155550100",
                        "https://example.com/privacy",
                        "1 Main St, Springfield"),
                from,
                to,
                found,
                SOME,
                Set.of(),
                Set.of());
    }

    static Brief brief() {
        return brief(Kind.INITIAL, WORDS);
    }

    static Brief brief(Kind kind, Content content) {
        Map<String, Content> contents = new HashMap<>();
        LANGUAGES.forEach(it -> contents.put(it, content));
        return brief(kind, "en", contents, FACTS);
    }

    static Brief brief(Kind kind, String defaultLocale, Map<String, Content> contents, Facts facts) {
        return new Brief(
                new UUID(1, 2), kind, facts, defaultLocale, contents, 14, "https://notice.example.com/verify", PAGE);
    }

    static Person person(@Nullable String name, String locale) {
        return person(name, locale, SOME);
    }

    static Person person(@Nullable String name, String locale, Set<ExposedClass> exposed) {
        return new Person(new UUID(3, 4), "c-1", name, "anna@example.net", null, locale, null, exposed, true, "acct-1");
    }

    static Letter letter(Brief brief, Person person) {
        return new Letters(Templates.builtIn()).write(brief, person, LINK, CODE);
    }
}
