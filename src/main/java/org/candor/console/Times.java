package org.candor.console;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;
import org.candor.access.Zone;
import org.jspecify.annotations.Nullable;

/**
 * Times as forms hold and send them: as the reader's clocks show them. Of an hour that comes twice, when clocks are set back, the
 * first is meant; a time that is skipped when they are set forward is as much later.
 */
final class Times {
    private static final DateTimeFormatter TYPED = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm");
    private static final Pattern LOCAL =
            Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,9})?)?");

    private Times() {}

    /** As the value of a {@code datetime-local} field, which takes milliseconds at most. */
    static String typed(@Nullable OffsetDateTime at, Zone zone) {
        if (at == null) {
            return "";
        }
        LocalDateTime local = zone.at(at).toLocalDateTime();
        return local.getSecond() == 0 && local.getNano() < 1_000_000
                ? TYPED.format(local)
                : local.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    /** What such a field sends, as RFC 3339 in UTC; anything else as it is, to be refused. */
    static String sent(String typed, Zone zone) {
        String local = typed.strip().replace(' ', 'T');
        if (!LOCAL.matcher(local).matches()) {
            return typed;
        }
        try {
            return LocalDateTime.parse(local)
                    .atZone(zone.id())
                    .withZoneSameInstant(ZoneOffset.UTC)
                    .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
        } catch (DateTimeException e) {
            return typed;
        }
    }
}
