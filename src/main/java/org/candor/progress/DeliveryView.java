package org.candor.progress;

import io.vertx.mutiny.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.candor.delivery.Channel;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One delivery. The person is an id: addresses are nowhere in it.
 *
 * @param recipient null for a post, which goes to an account and to nobody in particular
 * @param reason why it is where it is, in a word; null if there is nothing to say
 * @param tries how many hand-offs were begun
 * @param possibleDuplicate the person may have got it twice
 * @param duplicateConfirmed they did: two hand-offs are known to have been taken
 * @param nextTryAt when it is tried again; null if it is settled or in flight
 * @param quarantineUntil until when evidence of what became of a delivery in doubt is searched for; then it is sent again
 *     or held for a person, as its notice says. Null if it is not in doubt, or held
 */
public record DeliveryView(
        UUID id,
        UUID notice,
        @Nullable UUID recipient,
        String channel,
        String account,
        String state,
        @Nullable String reason,
        int tries,
        boolean possibleDuplicate,
        boolean duplicateConfirmed,
        @Nullable OffsetDateTime nextTryAt,
        @Nullable OffsetDateTime quarantineUntil,
        OffsetDateTime deadline,
        OffsetDateTime changedAt) {
    static DeliveryView of(Row row) {
        String state = row.getString("state");
        String channel = row.getString("channel");
        boolean waits = state.equals("queued") || state.equals("waiting");
        return new DeliveryView(
                row.getUUID("id"),
                row.getUUID("notice"),
                channel.equals(Channel.SOCIAL.word()) ? null : row.getUUID("recipient"),
                channel,
                row.getString("account"),
                state,
                row.getString("reason"),
                row.getInteger("attempt_no"),
                row.getBoolean("possible_duplicate"),
                row.getBoolean("duplicate_confirmed"),
                waits ? row.getOffsetDateTime("due_at") : null,
                row.getOffsetDateTime("quarantine_until"),
                row.getOffsetDateTime("deadline"),
                row.getOffsetDateTime("changed_at"));
    }

    /**
     * What became known of a hand-off after it was over.
     *
     * @param source how we know: receipt, lookup or operator
     * @param news taken, arrived, came-back, came-back-for-now, opted-out, indicted, absent or nothing; sent-again or
     *     given-up where a person decided
     * @param reference the provider's own id for the message; null if it named none
     */
    @Schema(name = "Evidence")
    public record Found(
            OffsetDateTime at,
            String source,
            String news,
            @Nullable String reference,
            @Nullable String reason,
            @Nullable String code,
            @Nullable String enhanced) {
        static Found of(Row row) {
            return new Found(
                    row.getOffsetDateTime("at"),
                    row.getString("source"),
                    row.getString("news"),
                    said(row.getString("reference")),
                    said(row.getString("reason")),
                    said(row.getString("code")),
                    said(row.getString("enhanced")));
        }

        private static @Nullable String said(String text) {
            return text.isEmpty() ? null : text;
        }
    }

    /**
     * One hand-off and its evidence.
     *
     * @param phase {@code begun}, {@code answered} or {@code lost}
     * @param outcome what the provider's answer came to; null if no answer is on record
     * @param enhanced the enhanced status code of RFC 3463
     * @param providerRef the provider's own id for what it took
     * @param source how we know: response, receipt, lookup or operator
     * @param possibleDuplicate the person may have got this one and another one
     * @param evidence what became known of it after it was over, in that order
     */
    public record Attempt(
            UUID id,
            int no,
            String phase,
            OffsetDateTime begunAt,
            @Nullable OffsetDateTime answeredAt,
            @Nullable String outcome,
            @Nullable String reason,
            @Nullable String code,
            @Nullable String enhanced,
            @Nullable String providerRef,
            @Nullable String source,
            boolean possibleDuplicate,
            List<Found> evidence) {
        static Attempt of(Row row, List<Found> evidence) {
            return new Attempt(
                    row.getUUID("id"),
                    row.getInteger("no"),
                    row.getString("phase"),
                    row.getOffsetDateTime("begun_at"),
                    row.getOffsetDateTime("answered_at"),
                    row.getString("outcome"),
                    row.getString("reason"),
                    row.getString("code"),
                    row.getString("enhanced"),
                    row.getString("provider_ref"),
                    row.getString("source"),
                    row.getBoolean("possible_duplicate"),
                    evidence);
        }
    }

    /**
     * A delivery with all that is known of its hand-offs.
     *
     * @param messageId what its message is known by wherever it goes, the same at every attempt; null if the channel has
     *     nothing of the kind or its account is no longer configured
     */
    @Schema(name = "Delivery")
    public record Whole(
            UUID id,
            UUID notice,
            @Nullable UUID recipient,
            String channel,
            String account,
            String state,
            @Nullable String reason,
            int tries,
            boolean possibleDuplicate,
            boolean duplicateConfirmed,
            @Nullable OffsetDateTime nextTryAt,
            @Nullable OffsetDateTime quarantineUntil,
            OffsetDateTime deadline,
            OffsetDateTime changedAt,
            @Nullable String messageId,
            List<Attempt> attempts) {}

    Whole with(@Nullable String messageId, List<Attempt> attempts) {
        return new Whole(
                id,
                notice,
                recipient,
                channel,
                account,
                state,
                reason,
                tries,
                possibleDuplicate,
                duplicateConfirmed,
                nextTryAt,
                quarantineUntil,
                deadline,
                changedAt,
                messageId,
                attempts);
    }
}
