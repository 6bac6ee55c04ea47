package org.candor.notice;

import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.UUID;
import org.candor.delivery.Channel;
import org.candor.letter.Brief;
import org.jspecify.annotations.Nullable;

/**
 * What the public may know of one notice.
 *
 * @param slug the name of its public page
 * @param first whether it is the one that gave the page its name; the others follow it
 * @param posted whether it goes out as a public post
 * @param written whether it goes to the people it concerns as well
 * @param withdrawn whether it was cancelled
 * @param at since or from when people can get it; null for one that was not released
 * @param code the verify code, as shown
 */
public record Published(
        Brief brief,
        String slug,
        boolean first,
        boolean posted,
        boolean written,
        boolean withdrawn,
        @Nullable OffsetDateTime at,
        String code) {
    static Published of(Notice it, Sending sending) {
        OffsetDateTime start = it.notBefore;
        OffsetDateTime released = it.releasedAt;
        return new Published(
                sending.brief(),
                it.slug,
                it.root.equals(it.id),
                it.spec().ways().contains(Channel.SOCIAL),
                !it.spec().personal().isEmpty(),
                it.stage() == Stage.CANCELLED,
                released != null && start != null && start.isAfter(released) ? start : released,
                sending.code());
    }

    public UUID notice() {
        return brief.notice();
    }

    /** {@link #at()} of one that was released. */
    public OffsetDateTime since() {
        return Objects.requireNonNull(at);
    }
}
