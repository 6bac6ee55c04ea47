package org.candor.simulation;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.candor.queue.Doubts;

/** The people at the switches: what they do is one transaction, and never fails. */
final class Operator {
    final Machine machine;
    private final History history;

    Operator(History history) {
        this.history = history;
        this.machine = new Machine("operator", history);
    }

    void tx(Function<SqlConnection, Uni<Void>> steps) {
        history.transaction(machine, it -> steps.apply(it).replaceWith(true));
    }

    /** One thing, of any notice. */
    void act(List<UUID> notices) {
        String account = history.accounts().get(history.below(history.accounts().size()));
        UUID notice = notices.get(history.below(notices.size()));
        int what = history.below(24);
        Doubts.Decision decision = Doubts.Decision.values()[history.below(3)];
        history.note(() -> "operator does " + what + " to " + account + " or " + history.label(notice));
        OffsetDateTime deadline = history.instant().plusSeconds(7_200).atOffset(ZoneOffset.UTC);
        tx(it -> switch (what) {
            case 0, 1, 2 -> machine.room.runs.close(it, notice);
            case 3, 4, 5, 6 -> machine.room.runs.open(it, notice);
            case 7 -> machine.room.runs.cancel(it, notice);
            case 8, 9 -> machine.room.gates.close(it, account, "test", "alice").replaceWithVoid();
            case 10, 11, 12 -> machine.room.gates.open(it, account, "alice").replaceWithVoid();
            case 13 -> machine.room.gates.panicStop(it, "alice").replaceWithVoid();
            case 14 -> machine.room.gates.panicLift(it, "alice").replaceWithVoid();
            case 15, 16 ->
                machine.room
                        .queue
                        .retryFailed(it, notice, null, 100, deadline)
                        .chain(() -> machine.room.runs.open(it, notice));
            case 17, 18 -> decide(it, notice, decision, deadline);
            default ->
                machine.room
                        .queue
                        .unsettled(it, notice)
                        .chain(some -> some ? Uni.createFrom().voidItem() : machine.room.runs.finish(it, notice));
        });
    }

    /** A person says "accepted" of what they know was taken, and of nothing else. */
    private Uni<Void> decide(SqlConnection it, UUID notice, Doubts.Decision decision, OffsetDateTime deadline) {
        Doubts doubts = machine.room.doubts;
        return doubts.of(it, notice, null, null).chain(all -> {
            List<Doubts.Doubt> some = all.stream()
                    .filter(doubt -> decision != Doubts.Decision.ACCEPTED
                            || !history.provider().of(doubt.delivery()).isEmpty())
                    .toList();
            return doubts.decide(it, some, decision, deadline);
        });
    }
}
