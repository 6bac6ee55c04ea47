package org.candor.delivery;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many hand-offs an account takes in a time: {@code 14/s}, {@code 600/m}, {@code 1000/h} or {@code 50000/d}.
 *
 * @param count at least 1
 * @param unit one of {@code s}, {@code m}, {@code h}, {@code d}
 */
public record Pace(long count, char unit) {
    private static final Pattern TEXT = Pattern.compile("([1-9][0-9]{0,8})/([smhd])");

    /** Reads what an operator writes; throws {@link IllegalArgumentException} for anything else. */
    public static Pace of(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("a pace is written like 14/s, 600/m, 1000/h or 50000/d");
        }
        return new Pace(Long.parseLong(parts.group(1)), parts.group(2).charAt(0));
    }

    public double perSecond() {
        return switch (unit) {
            case 's' -> count;
            case 'm' -> count / 60.0;
            case 'h' -> count / 3_600.0;
            default -> count / 86_400.0;
        };
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%d/%c", count, unit);
    }
}
