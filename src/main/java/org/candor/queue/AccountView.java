package org.candor.queue;

import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.candor.delivery.State;
import org.jspecify.annotations.Nullable;

/**
 * A provider account as operators see it.
 *
 * @param pace {@code 14/s}, or {@code unlimited}
 * @param queued deliveries that wait, due or later
 * @param oldestDueSeconds how long the oldest that is due has waited; 0 if none is
 * @param lastMinute hand-offs of its channel that ended in the last minute, by the state they led to
 * @param heldDomains receiving domains that get nothing for now
 */
public record AccountView(
        String account,
        String channel,
        GateView gate,
        String pace,
        long inFlight,
        long queued,
        double oldestDueSeconds,
        Map<String, Long> lastMinute,
        List<HeldDomain> heldDomains) {
    /**
     * Whether anything goes out through an account, and why not.
     *
     * @param open everything goes
     * @param probing closed, and one delivery at a time tries whether the account works again
     * @param reason why it is not open
     * @param until when it is tried by itself
     */
    public record GateView(
            boolean open,
            boolean probing,
            @Nullable String reason,
            @Nullable OffsetDateTime until,
            String changedBy,
            OffsetDateTime changedAt) {}

    /** The same with another pace. */
    AccountView paced(PaceText other) {
        return new AccountView(
                account,
                channel,
                gate,
                PaceText.of(other.perSecond()),
                inFlight,
                queued,
                oldestDueSeconds,
                lastMinute,
                heldDomains);
    }

    private static final List<State> ENDS = List.of(State.ACCEPTED, State.WAITING, State.FAILED, State.UNKNOWN);

    static AccountView of(Gates.Gate it, Gates.Depth depth, Map<State, Long> minute, List<Holds.Hold> holds) {
        Map<String, Long> last = new LinkedHashMap<>();
        ENDS.forEach(state -> last.put(state.word(), minute.getOrDefault(state, 0L)));
        return new AccountView(
                it.account(),
                it.channel().word(),
                new GateView(it.open(), it.probing(), it.reason(), it.until(), it.changedBy(), it.changedAt()),
                PaceText.of(it.perSecond()),
                depth.inFlight(),
                depth.queued(),
                Math.round(depth.oldestDueSeconds() * 10) / 10.0,
                last,
                holds.stream()
                        .filter(hold -> hold.account().equals(it.account()))
                        .map(HeldDomain::of)
                        .toList());
    }
}
