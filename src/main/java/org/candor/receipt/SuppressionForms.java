package org.candor.receipt;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import java.util.regex.Pattern;
import org.candor.delivery.Channel;
import org.candor.incident.Addresses;
import org.candor.plumbing.Violations;
import org.jspecify.annotations.Nullable;

/** What callers send about addresses to be left alone, and how it is checked: all of it, before anything is done. */
final class SuppressionForms {
    private static final int LONGEST_ADDRESS = 400;
    private static final Pattern TIME = Pattern.compile(
            "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})");

    private SuppressionForms() {}

    /** An address on a channel, fit to be looked for. */
    record Target(Channel channel, String address) {}

    /** What is to be kept. */
    record Wish(Target target, String reason, @Nullable OffsetDateTime until) {}

    /**
     * An address that is to be left alone.
     *
     * @param channel {@code email} or {@code sms}
     * @param address kept as a blind index only
     * @param reason a line without personal data
     * @param until null for ever
     */
    record New(
            @Nullable String channel,
            @Nullable String address,
            @Nullable String reason,
            @Nullable String until) {
        Wish checked(Instant now) {
            Violations wrong = new Violations();
            Target target = target(wrong, channel, address);
            String why = wrong.reason(reason, true);
            boolean tells = target != null && why.contains(target.address());
            wrong.addIf(tells, "/reason", "names-the-address");
            OffsetDateTime end = time(wrong, until);
            wrong.addIf(end != null && !end.toInstant().isAfter(now), "/until", "past");
            wrong.orThrow();
            return new Wish(Objects.requireNonNull(target), why, end);
        }
    }

    /** Which address is asked about. */
    record Search(@Nullable String channel, @Nullable String address) {
        Target checked() {
            Violations wrong = new Violations();
            Target target = target(wrong, channel, address);
            wrong.orThrow();
            return Objects.requireNonNull(target);
        }
    }

    /** Why it may be written to again. */
    record Lift(@Nullable String reason) {
        String checked() {
            Violations wrong = new Violations();
            String why = wrong.reason(reason, true);
            wrong.orThrow();
            return why;
        }
    }

    private static @Nullable Target target(Violations wrong, @Nullable String channel, @Nullable String address) {
        Channel known = "email".equals(channel) ? Channel.EMAIL : "sms".equals(channel) ? Channel.SMS : null;
        boolean missing = address == null || address.isBlank();
        wrong.addIf(channel == null, "/channel", "required")
                .addIf(channel != null && known == null, "/channel", "not-allowed")
                .addIf(missing, "/address", "required");
        if (known == null || address == null || missing) {
            return null;
        }
        if (address.length() > LONGEST_ADDRESS) {
            wrong.add("/address", "too-long");
            return null;
        }
        Addresses.Read read = Addresses.read(known, address.strip());
        if (read.address() == null) {
            wrong.add("/address", Objects.requireNonNull(read.code()));
            return null;
        }
        return new Target(known, read.address());
    }

    private static @Nullable OffsetDateTime time(Violations wrong, @Nullable String text) {
        try {
            if (text == null || TIME.matcher(text).matches()) {
                return text == null ? null : OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC);
            }
        } catch (DateTimeParseException e) {
            // Said below, like a text that has not even the shape of a time.
        }
        wrong.add("/until", "invalid-time");
        return null;
    }
}
