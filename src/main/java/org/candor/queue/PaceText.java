package org.candor.queue;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.candor.plumbing.Violations;
import org.jspecify.annotations.Nullable;

/**
 * A rate limit as people write it.
 *
 * @param text {@code 14/s}, {@code 90/m}, {@code 1000/h} or {@code unlimited}
 * @param perSecond null for unlimited
 */
record PaceText(String text, @Nullable Double perSecond) {
    static final String UNLIMITED = "unlimited";
    private static final Pattern RATE = Pattern.compile("([1-9][0-9]{0,6})/([smh])");
    private static final Map<String, Integer> SECONDS = Map.of("s", 1, "m", 60, "h", 3600);

    /** Reads one; 422 at {@code /pace} for any other text. */
    static PaceText parse(@Nullable String text) {
        if (UNLIMITED.equals(text)) {
            return new PaceText(UNLIMITED, null);
        }
        Matcher rate = RATE.matcher(text == null ? "" : text);
        new Violations()
                .addIf(!rate.matches(), "/pace", text == null ? "required" : "invalid")
                .orThrow();
        return new PaceText(rate.group(), Integer.parseInt(rate.group(1)) / (double) seconds(rate.group(2)));
    }

    private static int seconds(String unit) {
        return Objects.requireNonNull(SECONDS.get(unit));
    }

    /** A pace in the unit in which it is a whole number. */
    static String of(@Nullable Double perSecond) {
        if (perSecond == null) {
            return UNLIMITED;
        }
        for (String unit : new String[] {"s", "m", "h"}) {
            double count = perSecond * seconds(unit);
            if (Math.abs(count - Math.rint(count)) < 1e-6 && Math.rint(count) >= 1) {
                return Math.round(count) + "/" + unit;
            }
        }
        return BigDecimal.valueOf(perSecond).stripTrailingZeros().toPlainString() + "/s";
    }
}
