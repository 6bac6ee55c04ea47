package org.candor.access;

/**
 * A call of a known key, and how many it has left.
 *
 * @param calls how many it has in a minute, and at once
 * @param may whether this one is among them
 * @param fullIn after so many seconds all of them are there again
 */
record Called(Caller caller, int calls, boolean may, double fullIn) {
    private static final int WINDOW = 60;

    /** What two clock readings within a statement may lie apart, as a part of a call. */
    private static final double ROUNDING = 1e-3;

    /** The header {@code RateLimit-Policy} (draft-ietf-httpapi-ratelimit-headers-10). */
    String policy() {
        return "\"calls\";q=" + calls + ";w=" + WINDOW;
    }

    /** The header {@code RateLimit}: how many are left, and after how many seconds all are there again. */
    String limit() {
        return "\"calls\";r=" + left() + ";t=" + (long) Math.ceil(fullIn);
    }

    /** Seconds until there is one more, at least one; the header {@code Retry-After} of a call that may not be. */
    long waitSeconds() {
        return Math.max(1, (long) Math.ceil(fullIn + each() - WINDOW));
    }

    private long left() {
        return may ? Math.max(0, (long) Math.floor((WINDOW - fullIn) / each() + ROUNDING)) : 0;
    }

    private double each() {
        return (double) WINDOW / calls;
    }
}
