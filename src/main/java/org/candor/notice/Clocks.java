package org.candor.notice;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.candor.access.Caller;
import org.jspecify.annotations.Nullable;

/** How notices stand to their deadlines, many at once. The scope is asked for by who calls. */
@ApplicationScoped
public class Clocks {
    private static final int MOST = 500;
    private static final int MOST_RUNNING = 25;

    private final Pool pool;
    private final Counts counts;

    Clocks(Pool pool, Counts counts) {
        this.pool = pool;
        this.counts = counts;
    }

    /**
     * One notice and its time.
     *
     * @param audience how many people it goes to; null while it is a draft
     * @param forecast when it will be done at the pace of the last minute; null if nobody can tell
     */
    public record Clock(
            UUID id,
            UUID incident,
            String kind,
            Stage stage,
            List<String> channels,
            @Nullable Long audience,
            OffsetDateTime createdAt,
            @Nullable OffsetDateTime notBefore,
            @Nullable OffsetDateTime releasedAt,
            @Nullable OffsetDateTime deadline,
            @Nullable OffsetDateTime finishedAt,
            @Nullable OffsetDateTime forecast) {
        static Clock of(Row row) {
            return new Clock(
                    row.getUUID("id"),
                    row.getUUID("incident"),
                    row.getString("kind"),
                    Stage.of(row.getString("state")),
                    List.of(row.getArrayOfStrings("channels")),
                    row.getLong("audience"),
                    row.getOffsetDateTime("created_at"),
                    row.getOffsetDateTime("not_before"),
                    row.getOffsetDateTime("released_at"),
                    row.getOffsetDateTime("deadline"),
                    row.getOffsetDateTime("finished_at"),
                    null);
        }

        Clock with(@Nullable OffsetDateTime eta) {
            return new Clock(
                    id,
                    incident,
                    kind,
                    stage,
                    channels,
                    audience,
                    createdAt,
                    notBefore,
                    releasedAt,
                    deadline,
                    finishedAt,
                    eta);
        }

        /** True once nothing of it will move any more. */
        public boolean over() {
            return switch (stage) {
                case COMPLETED, COMPLETED_WITH_FAILURES, CANCELLED -> true;
                case DRAFT, AWAITING_APPROVAL, SCHEDULED, RUNNING, PAUSED, COMPLETING -> false;
            };
        }

        private boolean moves() {
            return stage == Stage.RUNNING || stage == Stage.COMPLETING;
        }
    }

    /** The notices of these incidents, the newest first, {@value #MOST} at most; of {@value #MOST_RUNNING} with a forecast. */
    public Uni<List<Clock>> of(Caller caller, Collection<UUID> incidents) {
        incidents.forEach(caller::mayTouch);
        return pool.preparedQuery(Store.SQL.get("clocks"))
                .execute(Tuple.of(incidents.toArray(UUID[]::new), MOST))
                .map(rows -> {
                    List<Clock> clocks = new ArrayList<>(rows.size());
                    rows.forEach(row -> clocks.add(Clock.of(row)));
                    return clocks;
                })
                .call(this::forecast);
    }

    /** One after the other: each reads a snapshot of its own. */
    private Uni<Void> forecast(List<Clock> clocks) {
        List<Integer> moving = new ArrayList<>();
        for (int i = 0; i < clocks.size() && moving.size() < MOST_RUNNING; i++) {
            if (clocks.get(i).moves()) {
                moving.add(i);
            }
        }
        return Multi.createFrom()
                .iterable(moving)
                .onItem()
                .call(i -> forecast(clocks.get(i)).invoke(it -> clocks.set(i, it)))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Clock> forecast(Clock it) {
        return pool.preparedQuery(Store.SQL.get("get"))
                .execute(Tuple.of(it.id()))
                .chain(rows -> counts.of(Store.one(rows).notice()))
                .map(figures -> it.with(figures.eta()));
    }

    /** The released notice whose deadline comes first, of those that are not done; null for none. Without a forecast. */
    public Uni<@Nullable Clock> nearest(Caller caller) {
        UUID[] visible = caller.bound() ? caller.incidents().toArray(UUID[]::new) : null;
        return pool.preparedQuery(Store.SQL.get("clock-nearest"))
                .execute(Tuple.tuple().addArrayOfUUID(visible))
                .map(rows -> rows.size() == 0 ? null : Clock.of(rows.iterator().next()));
    }
}
