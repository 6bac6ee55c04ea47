package org.candor.courier;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How long an answer asks us to wait: the longest of what its headers and its body say, from a second to six hours; a
 * minute where nothing can be read.
 *
 * <p>Networks differ: {@code Retry-After} in seconds or as a date (RFC 9110, 10.2.3), a reset as an ISO 8601 time
 * (Mastodon), as Unix seconds (Bluesky) or as seconds from now, and {@code extras.wait_seconds} (Discourse).
 */
final class Waits {
    private static final Duration USUAL = Duration.ofMinutes(1);
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofHours(6);
    private static final List<String> HEADERS =
            List.of("retry-after", "x-ratelimit-reset", "x-rate-limit-reset", "ratelimit-reset");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,12}(\\.\\d{1,9})?");

    /** Bigger numbers are moments, in Unix seconds; smaller ones are spans, in seconds. About 31 years. */
    private static final double A_MOMENT = 1e9;

    private Waits() {}

    static Duration asked(OneCall.Answered answer, Instant now) {
        Duration longest = Duration.ZERO;
        for (String header : HEADERS) {
            longest = longer(longest, read(answer.headers().getOrDefault(header, ""), now));
        }
        JsonNode extras = ProviderJson.read(answer.body()).path("extras").path("wait_seconds");
        longest = longer(longest, read(extras.asText(), now));
        if (longest.isZero()) {
            return USUAL;
        }
        return longest.compareTo(LONGEST) > 0 ? LONGEST : longest;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    /** Zero where there is nothing to read. A moment that is over asks for the shortest wait. */
    private static Duration read(String text, Instant now) {
        if (text.isBlank()) {
            return Duration.ZERO;
        }
        if (NUMBER.matcher(text).matches()) {
            double seconds = Double.parseDouble(text);
            long millis = Math.round(seconds * 1_000) - (seconds > A_MOMENT ? now.toEpochMilli() : 0);
            return longer(SHORTEST, Duration.ofMillis(millis));
        }
        try {
            return longer(SHORTEST, Duration.between(now, moment(text)));
        } catch (DateTimeException | ArithmeticException unreadable) {
            return Duration.ZERO;
        }
    }

    private static Instant moment(String text) {
        DateTimeFormatter form =
                text.indexOf(',') > 0 ? DateTimeFormatter.RFC_1123_DATE_TIME : DateTimeFormatter.ISO_OFFSET_DATE_TIME;
        return form.parse(text, Instant::from);
    }
}
