package org.candor.console;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.candor.access.Session;
import org.candor.access.Zone;
import org.jspecify.annotations.Nullable;

/**
 * Times as forms hold and send them: as the reader's clocks show them. Of an hour that comes twice, when clocks are set back, the
 * first is meant, unless the field still shows what is kept; a time that is skipped when they are set forward is as much later.
 */
final class Times {
    private static final DateTimeFormatter TYPED = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm");
    private static final Pattern LOCAL =
            Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,9})?)?");

    /** The field of a form that says in which zone it was shown. */
    static final String ZONE = "zone";

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

    /** What is kept, for a field beside it: whatever is not touched stays exactly so. */
    static String exact(@Nullable OffsetDateTime at) {
        return at == null
                ? ""
                : at.withOffsetSameInstant(ZoneOffset.UTC).format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
    }

    /**
     * What a field sends, as {@link #sent(String, Zone)}; but what is kept if it shows that.
     *
     * @param exact as the field beside it has it; empty for none
     */
    static String sent(String typed, String exact, Zone zone) {
        try {
            // As times, not as texts: a browser may leave out a zero at the end.
            boolean same = !exact.isEmpty()
                    && LocalDateTime.parse(typed).equals(LocalDateTime.parse(typed(OffsetDateTime.parse(exact), zone)));
            return same ? exact : sent(typed, zone);
        } catch (DateTimeException e) {
            return sent(typed, zone);
        }
    }

    /**
     * The zone that stood beside the fields of a form: whoever has chosen another one elsewhere since did not mean that. A form
     * that does not say is taken for one of now.
     *
     * @param fields what stands in each
     */
    static Zone shown(Function<String, String> fields, Session session) {
        Zone shown = Zone.named(fields.apply(ZONE));
        return shown == null ? session.zone() : shown;
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
