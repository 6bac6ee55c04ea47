package org.candor.progress;

import jakarta.ws.rs.core.MultivaluedMap;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.candor.delivery.Channel;
import org.candor.delivery.MailDomain;
import org.candor.delivery.State;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Which deliveries a list is about; a value that cannot be used is 400, never the whole list.
 *
 * @param reason why it is where it is, exactly
 * @param domain the receiving domain of an email, as {@link MailDomain} numbers it; without a notice there is no index for it
 */
public record Filter(
        @Nullable UUID notice,
        @Nullable String channel,
        @Nullable String state,
        @Nullable OffsetDateTime since,
        @Nullable String reason,
        @Nullable Integer domain) {
    private static final int LONGEST = 200;

    /** States that are kept apart, with their reasons. */
    private static final Set<String> TROUBLE = Set.of(
            State.UNKNOWN.word(),
            State.BOUNCED.word(),
            State.FAILED.word(),
            State.SUPPRESSED.word(),
            State.EXPIRED.word());

    private static final Pattern TIME = Pattern.compile(
            "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})");

    /** Reads the query as it was written: the framework takes an empty parameter for a missing one. */
    public static Filter of(MultivaluedMap<String, String> query) {
        return of(query, query.getFirst("notice"));
    }

    /** The same of one notice, whatever the query says. */
    public static Filter of(MultivaluedMap<String, String> query, @Nullable String notice) {
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
        String reason = query.getFirst("reason");
        refuse(
                reason != null && (reason.isEmpty() || reason.length() > LONGEST || reason.indexOf('\0') >= 0),
                "reason",
                "reason is the reason of a delivery, such as mailbox-unknown.");
        String domain = query.getFirst("domain");
        Integer number = domain == null ? null : MailDomain.numberOf(domain);
        refuse(
                domain != null && number == null,
                "domain",
                "domain is the word for a large mailbox provider, such as gmail, or the number of any other domain.");
        return new Filter(id, channel, state, since == null ? null : time(since), reason, number);
    }

    /** True if nothing but what is in trouble can be meant. */
    boolean inTrouble() {
        return state != null && TROUBLE.contains(state);
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
