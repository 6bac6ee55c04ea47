package org.candor.courier;

import java.time.Duration;
import java.util.Set;
import org.candor.delivery.Evidence;
import org.candor.delivery.News;
import org.candor.delivery.Outcome;

/**
 * From an event that a mail provider tells of a message to news. What a bounce means for the address is in
 * {@link EmailCodes}, as if the receiver had said it to our face. Pure.
 */
public final class EmailEvents {
    /** A person who complains is left alone as long as an address that does not exist. */
    private static final Duration HALF_A_YEAR = Duration.ofDays(180);

    /** Words for what is not the end: the provider goes on trying. */
    private static final Set<String> FOR_NOW = Set.of("delay", "delayed", "deferred", "deferral", "soft", "transient");

    private EmailEvents() {}

    /**
     * Reads one.
     *
     * @param type {@code email.delivered}, {@code email.bounced} or {@code email.complained}; nothing follows from others
     * @param kind more about a bounce, such as {@code delay}; empty for nothing
     * @param code the enhanced status code (RFC 3463), such as {@code 5.1.1}; empty if there is none
     * @param reference the event's own id
     */
    public static News read(String type, String kind, String code, String reference) {
        return switch (type) {
            case "email.delivered" -> new News.Arrived(reference, new Evidence("delivered", "", code));
            case "email.bounced" -> bounced(kind, code);
            case "email.complained" -> new News.OptedOut(HALF_A_YEAR, new Evidence("complained", "", code));
            default -> new News.Nothing(new Evidence("event-unknown", "", code));
        };
    }

    private static News bounced(String kind, String code) {
        if (FOR_NOW.contains(kind) || code.startsWith("4.") || code.startsWith("2.")) {
            return new News.Nothing(new Evidence("delayed", "", code));
        }
        SmtpReply reply = new SmtpReply(550, code, "");
        Outcome said =
                EmailCodes.judge(new SmtpEnding(SmtpPhase.RCPT, reply, null), 1).outcome();
        Evidence why = new Evidence(said.evidence().reason(), "", code);
        // The relay has given it up, whatever we would have made of such an answer: it is not sent again from here.
        return switch (said) {
            case Outcome.Refused it -> new News.CameBack(it.suppress(), why);
            case Outcome.OptedOut it -> new News.OptedOut(it.suppress(), why);
            case Outcome.Accepted _, Outcome.Busy _, Outcome.Failed _, Outcome.Indicted _, Outcome.Unknown _ ->
                new News.CameBack(Duration.ZERO, why);
        };
    }
}
