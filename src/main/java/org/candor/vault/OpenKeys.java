package org.candor.vault;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The keys that are kept open: so many, the least used ones leave first, and none longer than a while. */
final class OpenKeys {
    private final LeastRecent kept;
    private final long keepNanos;

    /** How often all were forgotten. */
    private long forgotten;

    private record Open(IncidentKey key, long since) {}

    OpenKeys(int most, Duration keep) {
        this.kept = new LeastRecent(most);
        this.keepNanos = keep.toNanos();
    }

    /** What a wrapped key of an incident is kept under. */
    static ByteBuffer name(UUID incident, byte[] wrapped) {
        return ByteBuffer.allocate(16 + wrapped.length)
                .putLong(incident.getMostSignificantBits())
                .putLong(incident.getLeastSignificantBits())
                .put(wrapped)
                .flip();
    }

    synchronized @Nullable IncidentKey get(ByteBuffer name) {
        Open open = kept.get(name);
        if (open != null && System.nanoTime() - open.since > keepNanos) {
            kept.remove(name);
            return null;
        }
        return open == null ? null : open.key;
    }

    /** To be asked before a key is opened: what was forgotten meanwhile is not kept. */
    synchronized long forgotten() {
        return forgotten;
    }

    synchronized void put(ByteBuffer name, IncidentKey key, long before) {
        if (before == forgotten) {
            kept.put(name, new Open(key, System.nanoTime()));
        }
    }

    synchronized void clear() {
        forgotten++;
        kept.clear();
    }

    private static final class LeastRecent extends LinkedHashMap<ByteBuffer, Open> {
        private static final long serialVersionUID = 1L;
        private final int most;

        LeastRecent(int most) {
            super(16, 0.75f, true);
            this.most = most;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Open> eldest) {
            return size() > most;
        }
    }
}
