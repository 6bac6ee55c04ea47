package org.candor.plumbing;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.UUID;

/** Makes UUIDv7 (RFC 9562, 5.7): 48 bits of Unix milliseconds, then 74 random bits. Ids of one process rise with time. */
public final class Ids {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final InstantSource CLOCK = InstantSource.system();
    private static final int POOL = 4096;
    private static final byte[] DRAWN = new byte[POOL];
    private static int used = POOL;

    private Ids() {}

    public static UUID next() {
        long high = CLOCK.millis() << 16;
        long low;
        // One draw serves 400 ids: a call per id would cost more than the row it is for.
        synchronized (DRAWN) {
            if (used + 10 > POOL) {
                RANDOM.nextBytes(DRAWN);
                used = 0;
            }
            ByteBuffer bytes = ByteBuffer.wrap(DRAWN, used, 10);
            high |= 0x7000 | (bytes.getShort() & 0x0FFF);
            low = bytes.getLong();
            used += 10;
        }
        return new UUID(high, (low & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L);
    }

    /** Reads an id as callers write it; null for anything that is not a canonical UUID, so that it can answer 404. */
    public static @org.jspecify.annotations.Nullable UUID parse(String text) {
        if (text.length() != 36) {
            return null;
        }
        try {
            UUID id = UUID.fromString(text);
            return id.toString().equalsIgnoreCase(text) ? id : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The id that a path or a query names; 404 for anything that is none, as for one that is nobody's. */
    public static UUID orNotFound(String text) {
        UUID id = parse(text);
        if (id == null) {
            throw Problem.notFound();
        }
        return id;
    }
}
