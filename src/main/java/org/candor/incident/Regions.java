package org.candor.incident;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Codes of ISO 3166-2 ({@code US-CA}) and of countries alone ({@code DE}). The subdivision's list is not checked: it moves. */
final class Regions {
    private static final Pattern SHAPE = Pattern.compile("[A-Z]{2}(-[A-Z0-9]{1,3})?");
    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());
    // Kosovo has a code that everybody uses and no standard lists.
    private static final String KOSOVO = "XK";
    private static final int MOST_KNOWN = 10_000;
    private static final Map<String, String> KNOWN = new ConcurrentHashMap<>();

    private Regions() {}

    /** The code in capitals; null if the text is none. */
    static @Nullable String read(String text) {
        String known = KNOWN.get(text);
        if (known != null) {
            return known;
        }
        String code = text.strip().toUpperCase(Locale.ROOT);
        if (!SHAPE.matcher(code).matches() || !country(code.substring(0, 2))) {
            return null;
        }
        if (KNOWN.size() < MOST_KNOWN) {
            KNOWN.put(text, code);
        }
        return code;
    }

    private static boolean country(String code) {
        return COUNTRIES.contains(code) || code.equals(KOSOVO);
    }
}
