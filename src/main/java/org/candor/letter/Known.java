package org.candor.letter;

import static org.candor.incident.ExposedClass.BANK_ACCOUNTS;
import static org.candor.incident.ExposedClass.DRIVER_LICENCES;
import static org.candor.incident.ExposedClass.GOVERNMENT_IDS;
import static org.candor.incident.ExposedClass.HEALTH_RECORDS;
import static org.candor.incident.ExposedClass.PASSPORT_NUMBERS;
import static org.candor.incident.ExposedClass.PASSWORDS;
import static org.candor.incident.ExposedClass.PAYMENT_CARDS;
import static org.candor.incident.ExposedClass.SOCIAL_SECURITY_NUMBERS;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.candor.incident.ExposedClass;
import org.candor.incident.Facts;
import org.candor.plumbing.Words;

/** The facts of a breach in our own words: the same wherever they are told. */
public final class Known {
    /**
     * Of these we say that they were not taken, if they were not: what people fear for first. The rest would be a list that
     * nobody reads.
     */
    private static final List<ExposedClass> FEARED =
            List.of(PASSWORDS, PAYMENT_CARDS, BANK_ACCOUNTS, GOVERNMENT_IDS, HEALTH_RECORDS);
    /** Whoever lost one of these would not believe that "the number of your identity card" is safe. */
    private static final Set<ExposedClass> PAPERS =
            EnumSet.of(GOVERNMENT_IDS, SOCIAL_SECURITY_NUMBERS, DRIVER_LICENCES, PASSPORT_NUMBERS);

    private Known() {}

    /** When it happened and when it was found, as far as that is known; else empty. */
    public static String when(Words words, Facts facts) {
        return String.join(" ", days(words, facts), found(words, facts)).strip();
    }

    private static String days(Words words, Facts facts) {
        LocalDate first = facts.occurredFrom();
        LocalDate last = facts.occurredTo();
        LocalDate any = first != null ? first : last;
        if (any == null) {
            return "";
        }
        return first == null || last == null || first.equals(last)
                ? words.say("mail.happened.day", Map.of("from", words.day(any)))
                : words.say("mail.happened.days", Map.of("from", words.day(first), "to", words.day(last)));
    }

    private static String found(Words words, Facts facts) {
        OffsetDateTime found = facts.discoveredAt();
        return found == null ? "" : words.say("mail.happened.found", Map.of("found", words.day(found.toLocalDate())));
    }

    /** What was taken, said to those it belongs to. */
    public static List<String> taken(Words words, Set<ExposedClass> exposed) {
        return said(words, exposed.stream().sorted().toList());
    }

    /** What people fear for and was not taken. */
    public static List<String> spared(Words words, Set<ExposedClass> exposed) {
        return said(words, FEARED.stream().filter(it -> untouched(it, exposed)).toList());
    }

    private static boolean untouched(ExposedClass feared, Set<ExposedClass> exposed) {
        boolean papers = PAPERS.contains(feared);
        return papers ? exposed.stream().noneMatch(PAPERS::contains) : !exposed.contains(feared);
    }

    private static List<String> said(Words words, List<ExposedClass> classes) {
        return classes.stream().map(it -> words.get("exposed." + it.word())).toList();
    }
}
