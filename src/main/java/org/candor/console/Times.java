package org.candor.console;

import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Times as forms hold and send them: always UTC. */
final class Times {
    private static final DateTimeFormatter TYPED = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm");
    private static final Pattern LOCAL =
            Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,9})?)?");

    private Times() {}

    /** As the value of a {@code datetime-local} field, which takes milliseconds at most. */
    static String typed(@Nullable OffsetDateTime at) {
        if (at == null) {
            return "";
        }
        LocalDateTime local = at.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime();
        return local.getSecond() == 0 && local.getNano() < 1_000_000
                ? TYPED.format(local)
                : local.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    /** What such a field sends, as RFC 3339; anything else as it is, to be refused. */
    static String sent(String typed) {
        if (!LOCAL.matcher(typed).matches()) {
            return typed;
        }
        String time = typed.replace(' ', 'T');
        return time + (time.length() == 16 ? ":00Z" : "Z");
    }
}
