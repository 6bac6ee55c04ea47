package org.candor.reset;

import io.vertx.mutiny.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.candor.plumbing.Ids;
import org.jspecify.annotations.Nullable;

/**
 * A person asked for a new password ({@code password}) or to have other data changed ({@code details}). Ids only.
 *
 * @param reference what the person was shown, {@code 7QF4T-2K9MD}
 * @param state {@code requested}, {@code handed_over} or {@code completed}
 * @param tries calls made to the identity provider
 * @param nextTryAt when the next call is due; null if none is
 * @param lastAnswer what the last call came to, such as {@code status 503}
 */
record ResetRequest(
        UUID id,
        String reference,
        UUID notice,
        UUID recipient,
        UUID incident,
        String kind,
        String state,
        OffsetDateTime requestedAt,
        @Nullable OffsetDateTime handedOverAt,
        @Nullable OffsetDateTime completedAt,
        int tries,
        @Nullable OffsetDateTime nextTryAt,
        @Nullable String lastAnswer) {
    private static final String CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    static ResetRequest of(Row row) {
        return new ResetRequest(
                row.getUUID("id"),
                row.getString("reference"),
                row.getUUID("notice"),
                row.getUUID("recipient"),
                row.getUUID("incident"),
                row.getString("kind"),
                row.getString("state"),
                row.getOffsetDateTime("requested_at"),
                row.getOffsetDateTime("handed_over_at"),
                row.getOffsetDateTime("completed_at"),
                row.getInteger("tries"),
                row.getOffsetDateTime("next_try_at"),
                row.getString("last_answer"));
    }

    /** A new reference: 50 random bits that a person can read over the phone. */
    static String newReference() {
        long bits = Ids.next().getLeastSignificantBits();
        StringBuilder reference = new StringBuilder("00000-00000");
        for (int i = 0; i < 11; i++) {
            if (i != 5) {
                reference.setCharAt(i, CROCKFORD.charAt((int) bits & 31));
                bits >>>= 5;
            }
        }
        return reference.toString();
    }
}
