package org.candor.incident;

import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of personal data a breach can expose, after the data classes of Have I Been Pwned. The vocabulary is fixed, and
 * so is the order: rows store a class as the bit of its position.
 */
public enum ExposedClass {
    NAMES,
    EMAIL_ADDRESSES,
    PHONE_NUMBERS,
    PHYSICAL_ADDRESSES,
    DATES_OF_BIRTH,
    PASSWORDS,
    PASSWORD_HINTS,
    SECURITY_QUESTIONS,
    GOVERNMENT_IDS,
    SOCIAL_SECURITY_NUMBERS,
    DRIVER_LICENCES,
    PASSPORT_NUMBERS,
    PAYMENT_CARDS,
    BANK_ACCOUNTS,
    HEALTH_RECORDS,
    BIOMETRICS,
    IP_ADDRESSES,
    GEOLOCATION,
    PURCHASES,
    PRIVATE_MESSAGES,
    OTHER;

    private static final Map<String, ExposedClass> BY_WORD = new HashMap<>();

    static {
        for (ExposedClass it : values()) {
            BY_WORD.put(it.word(), it);
        }
    }

    /** The word used in the API, in SQL and in message files: {@code email-addresses}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Reads {@link #word()} back; null for any other text. */
    public static @Nullable ExposedClass of(String word) {
        return BY_WORD.get(word);
    }

    int bit() {
        return 1 << ordinal();
    }

    static int bits(Collection<ExposedClass> classes) {
        int bits = 0;
        for (ExposedClass it : classes) {
            bits |= it.bit();
        }
        return bits;
    }

    static Set<ExposedClass> ofBits(int bits) {
        EnumSet<ExposedClass> classes = EnumSet.noneOf(ExposedClass.class);
        for (ExposedClass it : values()) {
            if ((bits & it.bit()) != 0) {
                classes.add(it);
            }
        }
        return classes;
    }
}
