package org.candor.plumbing;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the request target before anything is routed by it. What two readers of a path could read differently is
 * refused: matrix parameters, encoded slashes and dots, empty and dot segments (CVE-2026-39852, CVE-2026-50559).
 */
final class RequestLine {
    private static final List<String> AMBIGUOUS = List.of(";", "%3b", "%2f", "%5c", "\\", "%00", "//");
    private static final Pattern DOTS = Pattern.compile("(?:^|/)(?:\\.|%2e){1,2}(?:/|$)");

    private RequestLine() {}

    /** Null if the target may be routed; {@code most} is how long one may be. */
    static @Nullable Problem refuse(String target, int most) {
        if (target.length() > most) {
            return ProblemDocument.ofStatus(414);
        }
        if (!encoded(target)) {
            return malformed("The address has characters that must be percent-encoded, or a broken encoding.");
        }
        String path = path(target).toLowerCase(Locale.ROOT);
        if (!path.startsWith("/")
                || AMBIGUOUS.stream().anyMatch(path::contains)
                || DOTS.matcher(path).find()) {
            return malformed("The path has an empty or dot segment, or one of ; \\ %2F %5C %00.");
        }
        return null;
    }

    /** True if every character may stand in an address and every percent sign begins an encoding. */
    private static boolean encoded(String target) {
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            boolean broken = c == '%'
                    && (i + 2 >= target.length()
                            || Character.digit(target.charAt(i + 1), 16) < 0
                            || Character.digit(target.charAt(i + 2), 16) < 0);
            if (c <= ' ' || c > '~' || c == '#' || broken) {
                return false;
            }
        }
        return true;
    }

    /** The authority of a target in absolute form; null for the usual form, a path. */
    static @Nullable String authority(String target) {
        int start = target.indexOf("://");
        if (target.startsWith("/") || start < 0) {
            return null;
        }
        String rest = target.substring(start + 3);
        int end = rest.indexOf('/');
        String authority = end < 0 ? rest : rest.substring(0, end);
        return authority.substring(authority.indexOf('@') + 1);
    }

    private static String path(String target) {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        String authority = authority(path);
        return authority == null ? path : path.substring(path.indexOf("://") + 3 + authority.length());
    }

    private static Problem malformed(String detail) {
        return Problem.of(400, "malformed-request", detail);
    }
}
