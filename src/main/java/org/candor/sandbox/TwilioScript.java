package org.candor.sandbox;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what the server shall do from the recipient's number. The numbers stand in {@link TwilioServer}. */
final class TwilioScript {
    private static final int NUMBERS = 100_000;
    private static final Pattern OURS = Pattern.compile("\\+1500555([1-9])[0-9]{3}");
    private static final Duration SLOW = Duration.ofSeconds(2);

    private static final Map<String, Integer> MAGIC_TO = Map.of(
            "+15005550001", 21211,
            "+15005550002", 21612,
            "+15005550003", 21408,
            "+15005550004", 21610,
            "+15005550009", 21614);
    private static final Map<String, Integer> MAGIC_FROM = Map.of(
            "+15005550001", 21212,
            "+15005550007", 21606,
            "+15005550008", 21611);

    /** A callback: Twilio's status and its error code, 0 for none. */
    record Receipt(String status, int code) {
        static Receipt of(String status) {
            return new Receipt(status, 0);
        }
    }

    /** What to do with one message. */
    sealed interface Part {}

    /**
     * It is not taken.
     *
     * @param retryAfter seconds; null for no such header
     */
    record Refuse(int status, int code, @Nullable Integer retryAfter) implements Part {}

    /** How a taken message is answered. */
    enum Answer {
        USUAL,
        CUT,
        UNUSABLE
    }

    record Take(Answer answer, Duration delay, List<Receipt> receipts) implements Part {
        Take {
            receipts = List.copyOf(receipts);
        }
    }

    private static final List<Receipt> ARRIVES = List.of(Receipt.of("delivered"));
    private static final Part USUAL =
            new Take(Answer.USUAL, Duration.ZERO, List.of(Receipt.of("sent"), Receipt.of("delivered")));

    private final Map<String, AtomicInteger> seen = new ConcurrentHashMap<>();

    /** Counts one message to the number. */
    Part part(String from, String to) {
        Integer code = MAGIC_FROM.get(from);
        Integer refused = code != null ? code : MAGIC_TO.get(to);
        if (refused != null) {
            return new Refuse(400, refused, null);
        }
        Matcher ours = OURS.matcher(to);
        return ours.matches() ? part(ours.group(1).charAt(0), count(to) == 1) : USUAL;
    }

    private static Part part(char range, boolean first) {
        return switch (range) {
            case '1' -> new Refuse(500, 20500, null);
            case '2' -> new Take(Answer.CUT, Duration.ZERO, ARRIVES);
            case '3' -> new Take(Answer.CUT, Duration.ZERO, List.of());
            case '4' -> first ? new Refuse(429, 20429, 1) : USUAL;
            case '5' -> new Take(Answer.USUAL, SLOW, ARRIVES);
            case '6' -> undelivered(30006);
            case '7' -> first ? undelivered(30003) : USUAL;
            case '8' -> new Refuse(503, 20503, null);
            default -> new Take(Answer.UNUSABLE, Duration.ZERO, ARRIVES);
        };
    }

    private static Part undelivered(int code) {
        return new Take(Answer.USUAL, Duration.ZERO, List.of(Receipt.of("sent"), new Receipt("undelivered", code)));
    }

    private int count(String number) {
        if (seen.size() > NUMBERS) {
            seen.clear();
        }
        return seen.computeIfAbsent(number, _ -> new AtomicInteger()).incrementAndGet();
    }
}
