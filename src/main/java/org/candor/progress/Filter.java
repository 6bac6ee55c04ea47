package org.candor.progress;

import jakarta.ws.rs.core.MultivaluedMap;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.UUID;
import java.util.regex.Pattern;
import org.candor.delivery.Channel;
import org.candor.delivery.State;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;
import org.jspecify.annotations.Nullable;

/** Which deliveries a list is about; a value that cannot be used is 400, never the whole list. */
record Filter(
        @Nullable UUID notice,
        @Nullable String channel,
        @Nullable String state,
        @Nullable OffsetDateTime since) {
    private static final Pattern TIME = Pattern.compile(
            "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})");

    /** Reads the query as it was written: the framework takes an empty parameter for a missing one. */
    static Filter of(MultivaluedMap<String, String> query) {
        String notice = query.getFirst("notice");
        String channel = query.getFirst("channel");
        String state = query.getFirst("state");
        String since = query.getFirst("since");
        UUID id = notice == null ? null : Ids.parse(notice);
        refuse(notice != null && id == null, "notice", "notice is the id of a notice.");
        refuse(
                channel != null
                        && Arrays.stream(Channel.values())
                                .noneMatch(it -> it.word().equals(channel)),
                "channel",
                "channel is email, sms or social.");
        refuse(
                state != null
                        && Arrays.stream(State.values())
                                .noneMatch(it -> it.word().equals(state)),
                "state",
                "state is one of the states of a delivery, in lower case.");
        return new Filter(id, channel, state, since == null ? null : time(since));
    }

    private static OffsetDateTime time(String text) {
        try {
            if (TIME.matcher(text).matches()) {
                return OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC);
            }
        } catch (DateTimeParseException e) {
            // Said below, like a text that has not even the shape of a time.
        }
        throw Problem.parameter("since", "since is a time such as 2026-11-21T09:30:00Z.");
    }

    private static void refuse(boolean wrong, String name, String detail) {
        if (wrong) {
            throw Problem.parameter(name, detail);
        }
    }
}
