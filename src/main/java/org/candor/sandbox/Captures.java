package org.candor.sandbox;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The newest messages that the servers of one sandbox took, in memory: at most so many of them, and at most so many bytes.
 * The oldest are forgotten first. The ledgers know nothing of it.
 */
final class Captures {
    /** What a message costs beside its bytes, about. */
    private static final int OVERHEAD = 500;

    /**
     * Which messages somebody wants to see.
     *
     * @param kind {@code mail}, {@code sms}, {@code post}; empty for all
     * @param words that the recipient or the title holds, in whatever case; empty for all
     * @param before only those with a lower number
     */
    record Query(String kind, String words, long before, int size) {
        boolean fits(Capture it) {
            return (kind.isEmpty() || kind.equals(it.thing().kind()))
                    && (words.isEmpty() || holds(it.to()) || holds(it.title()));
        }

        private boolean holds(String text) {
            return text.toLowerCase(Locale.ROOT).contains(words.toLowerCase(Locale.ROOT));
        }
    }

    /**
     * @param last the number of the newest message ever taken
     * @param kept how many there are, by kind
     * @param more whether there are older ones that fit
     */
    record Page(long last, Map<String, Integer> kept, long bytes, List<Capture> captures, boolean more) {}

    private final int most;
    private final long mostBytes;
    private final InstantSource clock;
    private final NavigableMap<Long, Capture> byNumber = new TreeMap<>();
    private long last;
    private long bytes;

    /** @param mostBytes of all messages together; a single one that is larger is not kept */
    Captures(int most, long mostBytes, InstantSource clock) {
        this.most = most;
        this.mostBytes = mostBytes;
        this.clock = clock;
    }

    synchronized void add(String from, String to, String title, Capture.Thing thing) {
        add(clock.instant(), from, to, title, thing);
    }

    private void add(Instant at, String from, String to, String title, Capture.Thing thing) {
        Capture capture = new Capture(++last, at, from, to, title, thing);
        byNumber.put(last, capture);
        bytes += cost(capture);
        while (byNumber.size() > most || bytes > mostBytes) {
            bytes -= cost(Objects.requireNonNull(byNumber.pollFirstEntry()).getValue());
        }
    }

    private static long cost(Capture it) {
        return OVERHEAD
                + it.thing().size()
                + 2L * (it.to().length() + it.title().length());
    }

    synchronized Page page(Query query) {
        List<Capture> found = new ArrayList<>();
        boolean more = false;
        Iterator<Capture> newest =
                byNumber.headMap(query.before(), false).descendingMap().values().iterator();
        while (!more && newest.hasNext()) {
            Capture it = newest.next();
            if (query.fits(it)) {
                more = found.size() == query.size();
                if (!more) {
                    found.add(it);
                }
            }
        }
        return new Page(last, kept(), bytes, List.copyOf(found), more);
    }

    private Map<String, Integer> kept() {
        Map<String, AtomicInteger> counts = new TreeMap<>();
        byNumber.values()
                .forEach(it -> counts.computeIfAbsent(it.thing().kind(), _ -> new AtomicInteger())
                        .incrementAndGet());
        Map<String, Integer> kept = new TreeMap<>();
        counts.forEach((kind, count) -> kept.put(kind, count.get()));
        return kept;
    }

    synchronized @Nullable Capture of(long number) {
        return byNumber.get(number);
    }

    /** Forgets all up to this number; what came in since then stays. Answers how many were forgotten. */
    synchronized int clear(long upTo) {
        NavigableMap<Long, Capture> old = byNumber.headMap(upTo, true);
        int forgotten = old.size();
        old.values().forEach(it -> bytes -= cost(it));
        old.clear();
        return forgotten;
    }
}
