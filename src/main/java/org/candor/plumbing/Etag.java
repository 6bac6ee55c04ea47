package org.candor.plumbing;

import org.jspecify.annotations.Nullable;

/** Strong ETags (RFC 9110, 8.8.3): who changes a thing names the revision they saw. */
public final class Etag {
    private Etag() {}

    /** The header value for a revision; the revision is hexadecimal, decimal or another plain token of ours. */
    public static String of(Object revision) {
        return '"' + revision.toString() + '"';
    }

    /**
     * Passes if {@code If-Match} names exactly this revision; 428 without the header, 412 for any other value, also for
     * {@code *} and weak tags.
     */
    public static void require(@Nullable String ifMatch, Object revision) {
        if (ifMatch == null || ifMatch.isBlank()) {
            throw Problem.of(
                    428,
                    "precondition-required",
                    "Send If-Match with the ETag of what you saw, so that nobody's change is lost.");
        }
        if (!ifMatch.strip().equals(of(revision))) {
            throw Problem.of(
                    412, "precondition-failed", "It has changed since, or If-Match is not its ETag: read it again.");
        }
    }

    /** True if {@code If-None-Match} names this tag, compared weakly (RFC 9110, 13.1.2), or is {@code *}. */
    public static boolean names(@Nullable String ifNoneMatch, String tag) {
        if (ifNoneMatch == null) {
            return false;
        }
        for (String it : ifNoneMatch.split(",")) {
            String named = it.strip();
            if (named.equals("*") || named.equals(tag) || named.equals("W/" + tag)) {
                return true;
            }
        }
        return false;
    }
}
