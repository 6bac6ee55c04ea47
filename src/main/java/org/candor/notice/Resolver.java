package org.candor.notice;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.candor.access.Caller;
import org.candor.delivery.Channel;
import org.candor.notice.Store.Seen;
import org.candor.plumbing.Problem;
import org.candor.queue.Doubts;
import org.candor.queue.Doubts.Decision;
import org.candor.queue.Doubts.Doubt;
import org.candor.record.Record;
import org.jspecify.annotations.Nullable;

/**
 * What a person decides about deliveries in doubt. Every method is one step of the caller's transaction.
 *
 * <p>None goes out again while it is in quarantine: the answer to its hand-off may still come.
 */
@ApplicationScoped
class Resolver {
    private final Store store;
    private final Doubts doubts;
    private final NoticeConfig config;
    private final Record record;

    Resolver(Store store, Doubts doubts, NoticeConfig config, Record record) {
        this.store = store;
        this.doubts = doubts;
        this.config = config;
        this.record = record;
    }

    /** One delivery; 404 if there is none or the caller may not see it, 409 if it is not in doubt. Answers its notice. */
    Uni<UUID> one(SqlConnection tx, Caller caller, UUID delivery, Decision decision, String reason) {
        return doubts.noticeOf(tx, delivery)
                .map(notice -> {
                    if (notice == null) {
                        throw Problem.notFound();
                    }
                    return notice;
                })
                .call(notice -> open(tx, caller, notice)
                        .chain(seen -> doubts.of(tx, notice, new UUID[] {delivery}, null)
                                .chain(found -> {
                                    if (found.isEmpty()) {
                                        throw Problem.of(
                                                409,
                                                "conflict",
                                                "The delivery is not in state unknown: there is nothing to decide.");
                                    }
                                    return decide(tx, seen, found, decision);
                                })))
                .call(notice ->
                        note(tx, caller, "delivery.resolved", delivery, decision, reason, Map.of("notice", notice)));
    }

    /**
     * All of a notice that are in doubt, or the chosen of them; 409 if they are not as many as the caller was shown. Answers how
     * many.
     */
    Uni<Integer> all(
            SqlConnection tx,
            Caller caller,
            UUID notice,
            Chosen chosen,
            @Nullable Channel channel,
            int shown,
            Decision decision,
            String reason) {
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("channel", channel == null ? null : channel.word());
        detail.put("count", shown);
        chosen.note(detail);
        return open(tx, caller, notice)
                .chain(seen -> doubts.of(tx, notice, chosen.ids(), channel).chain(found -> {
                    if (found.size() != shown) {
                        throw Problem.of(
                                409,
                                "conflict",
                                "By now " + found.size() + (chosen.isAll() ? " deliveries are" : " of these are")
                                        + " in doubt, not " + shown + ": look at them again"
                                        + (chosen.isAll() ? " and decide with that count." : "."));
                    }
                    return decide(tx, seen, found, decision).replaceWith(found.size());
                }))
                .call(() -> note(tx, caller, "notice.resolved", notice, decision, reason, detail));
    }

    private Uni<Seen> open(SqlConnection tx, Caller caller, UUID notice) {
        return store.lock(tx, notice).invoke(seen -> caller.mayTouch(seen.notice().incident));
    }

    private Uni<Void> decide(SqlConnection tx, Seen seen, List<Doubt> found, Decision decision) {
        Notice it = seen.notice();
        if (decision != Decision.RESEND) {
            return doubts.decide(tx, found, decision, seen.now());
        }
        if (it.stage() == Stage.CANCELLED) {
            throw Problem.of(409, "conflict", "The notice is cancelled: nothing of it goes out again.");
        }
        long waiting =
                found.stream().filter(doubt -> doubt.quarantineUntil() != null).count();
        if (waiting > 0) {
            throw Problem.of(
                    409,
                    "conflict",
                    waiting + " of these are in quarantine, in which an answer may still come: see quarantine_until,"
                            + " and send them again after it.");
        }
        return deadline(tx, seen).chain(deadline -> doubts.decide(tx, found, decision, deadline));
    }

    /** A notice whose deadline has passed gets a new one, as when what failed is tried again. */
    private Uni<OffsetDateTime> deadline(SqlConnection tx, Seen seen) {
        Notice it = seen.notice();
        OffsetDateTime deadline = Objects.requireNonNull(it.deadline);
        if (deadline.isAfter(seen.now())) {
            return Uni.createFrom().item(deadline);
        }
        OffsetDateTime later = seen.now().plus(config.defaultDeadline());
        it.deadline = later;
        return store.save(tx, it).replaceWith(later);
    }

    private Uni<Void> note(
            SqlConnection tx,
            Caller caller,
            String action,
            UUID subject,
            Decision decision,
            String reason,
            Map<String, ?> more) {
        Map<String, Object> detail = new LinkedHashMap<>(more);
        detail.put("as", ResolveResource.word(decision));
        detail.put("reason", reason);
        return record.note(tx, caller.owner(), action, subject, detail);
    }
}
