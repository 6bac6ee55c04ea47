package org.candor.notice;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.candor.delivery.Channel;
import org.candor.letter.Content;
import org.jspecify.annotations.Nullable;

/**
 * What a notice says and how it goes out: as a caller wrote it, checked, with every default filled in. Kept as JSON with
 * these names.
 *
 * @param content by BCP 47 tag, in the order of the tags
 * @param deadline null until release, which then counts from itself
 */
public record Spec(
        String kind,
        @Nullable String follows,
        List<String> channels,
        String strategy,
        String defaultLocale,
        String smsHours,
        Map<String, Content> content,
        Reset reset,
        @Nullable OffsetDateTime notBefore,
        @Nullable OffsetDateTime deadline,
        OnUnknown onUnknown,
        List<String> accounts) {
    public record Reset(boolean offer, int expiresDays) {}

    /** What to do with a delivery in doubt once nothing more is expected to become known: {@code resend} or {@code hold}. */
    public record OnUnknown(String email, String sms, String social) {
        boolean again(Channel channel) {
            String policy = switch (channel) {
                case EMAIL -> email;
                case SMS -> sms;
                case SOCIAL -> social;
            };
            return policy.equals("resend");
        }
    }

    /** The channels whose deliveries in doubt are handed over once more. */
    List<Channel> sentAgain() {
        return ways().stream().filter(onUnknown::again).toList();
    }

    /** True where text messages are only for people whom email fails for good. */
    boolean textAfterEmail() {
        return strategy.equals("first") && ways().containsAll(List.of(Channel.EMAIL, Channel.SMS));
    }

    /** The channels that lead to people. */
    List<Channel> personal() {
        return ways().stream().filter(it -> it != Channel.SOCIAL).toList();
    }

    /** The channels as such, in the order they were named. */
    List<Channel> ways() {
        return channels.stream().map(Channel::of).toList();
    }
}
