package org.candor.queue;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.candor.delivery.Channel;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Sql;
import org.jspecify.annotations.Nullable;

/** A person decides about deliveries in doubt. Every method is one step of the caller's transaction. */
@ApplicationScoped
public class Doubts {
    private static final int AT_ONCE = 1_000;

    /** What a person may decide. */
    public enum Decision {
        /** Hand it over once more, as a possible duplicate. */
        RESEND("queued", "sent-again", "sent-again"),
        /** The person has it: somebody knows. */
        ACCEPTED("accepted", "taken", "decided"),
        /** Nobody will find out, or wants to: it counts as failed. */
        GIVE_UP("failed", "given-up", "given-up");

        private final String state;
        private final String news;
        private final String reason;

        Decision(String state, String news, String reason) {
            this.state = state;
            this.news = news;
            this.reason = reason;
        }
    }

    /**
     * A delivery in doubt, held until the transaction ends.
     *
     * @param attempts how many hand-offs were begun
     * @param attempt the last one; null if there was none
     * @param quarantineUntil until when an answer or evidence may still come; null once it is held for a person
     */
    public record Doubt(
            UUID delivery,
            int attempts,
            @Nullable UUID attempt,
            @Nullable OffsetDateTime quarantineUntil) {}

    private final Sql sql = Sql.of("queue");

    /** The notice of a delivery; null if there is none. */
    public Uni<@Nullable UUID> noticeOf(SqlConnection tx, UUID delivery) {
        return tx.preparedQuery(sql.get("notice-of"))
                .execute(Tuple.of(delivery))
                .map(rows -> rows.size() == 0 ? null : rows.iterator().next().getUUID("notice"));
    }

    /**
     * The deliveries of a notice that are in doubt.
     *
     * @param only those of these that are; null for all
     * @param channel of this channel; null for any
     */
    public Uni<List<Doubt>> of(SqlConnection tx, UUID notice, UUID @Nullable [] only, @Nullable Channel channel) {
        Tuple filter = Tuple.of(notice).addArrayOfUUID(only).addString(channel == null ? null : channel.word());
        return tx.preparedQuery(sql.get("in-doubt")).execute(filter).map(rows -> {
            List<Doubt> doubts = new ArrayList<>(rows.size());
            rows.forEach(row -> doubts.add(new Doubt(
                    row.getUUID("id"),
                    row.getInteger("attempt_no"),
                    row.getUUID("attempt"),
                    row.getOffsetDateTime("quarantine_until"))));
            return doubts;
        });
    }

    /**
     * Moves them as decided; what was decided is kept as evidence of their last attempts.
     *
     * @param deadline for those that are to go out again although their own deadline has passed
     */
    public Uni<Void> decide(SqlConnection tx, List<Doubt> doubts, Decision decision, OffsetDateTime deadline) {
        Uni<Void> all = Uni.createFrom().voidItem();
        for (int from = 0; from < doubts.size(); from += AT_ONCE) {
            List<Doubt> some = doubts.subList(from, Math.min(doubts.size(), from + AT_ONCE));
            if (decision == Decision.RESEND) {
                all = all.chain(() -> tx.preparedQuery(sql.get("allow-until"))
                        .execute(Tuple.of(ids(some, Doubt::delivery), deadline))
                        .replaceWithVoid());
            }
            all = all.chain(() -> tx.preparedQuery(sql.get("late"))
                    .execute(values(some, decision))
                    .replaceWithVoid());
        }
        return all;
    }

    private static Tuple values(List<Doubt> doubts, Decision decision) {
        int n = doubts.size();
        Long[] none = Collections.nCopies(n, 0L).toArray(Long[]::new);
        String[] empty = repeated(n, "");
        return Tuple.tuple()
                .addArrayOfUUID(ids(doubts, Doubt::delivery))
                .addArrayOfString(repeated(n, "unknown"))
                .addArrayOfInteger(doubts.stream().map(Doubt::attempts).toArray(Integer[]::new))
                .addArrayOfString(repeated(n, decision.state))
                .addArrayOfLong(none)
                .addArrayOfLong(none)
                .addArrayOfBoolean(Collections.nCopies(n, false).toArray(Boolean[]::new))
                .addArrayOfBoolean(
                        Collections.nCopies(n, decision == Decision.RESEND).toArray(Boolean[]::new))
                .addArrayOfUUID(ids(doubts, _ -> Ids.next()))
                .addArrayOfUUID(ids(doubts, Doubt::attempt))
                .addArrayOfString(repeated(n, decision.news))
                .addArrayOfString(empty)
                .addArrayOfString(repeated(n, decision.reason))
                .addArrayOfString(empty)
                .addArrayOfString(empty)
                .addString("operator");
    }

    private static String[] repeated(int n, String text) {
        return Collections.nCopies(n, text).toArray(String[]::new);
    }

    private static @Nullable UUID[] ids(List<Doubt> doubts, Function<Doubt, @Nullable UUID> id) {
        return doubts.stream().map(id).toArray(UUID[]::new);
    }
}
