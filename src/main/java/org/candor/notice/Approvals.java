package org.candor.notice;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.candor.access.Caller;
import org.candor.access.Scopes;
import org.candor.plumbing.Problem;
import org.jspecify.annotations.Nullable;

/** What was submitted and has not gone out: what a second person is waited for, and what only waits to be released. */
@ApplicationScoped
public class Approvals {
    private final Pool pool;
    private final NoticeConfig config;

    Approvals(Pool pool, NoticeConfig config) {
        this.pool = pool;
        this.config = config;
    }

    /**
     * One that waits.
     *
     * @param reference the incident's
     * @param people whom it goes to; of an extension, how many more
     * @param by who asked
     * @param extension whether it is out already, and to go to people who came later
     * @param waits for a second person; else for its release
     * @param yours true for whoever asked, and for those behind them: they are no second person
     */
    public record Line(
            UUID id,
            String reference,
            String title,
            String kind,
            List<String> channels,
            long people,
            String by,
            OffsetDateTime at,
            @Nullable OffsetDateTime deadline,
            boolean extension,
            boolean waits,
            boolean yours) {}

    /** The newest of those that the caller may see. */
    public Uni<List<Line>> waiting(Caller caller, int most) {
        if (!sees(caller)) {
            throw Problem.of(403, "forbidden", "That needs the scope notices:read or notices:approve.");
        }
        return pool.preparedQuery(Store.SQL.get("waiting"))
                .execute(Tuple.of(visible(caller), most))
                .map(rows -> {
                    List<Line> lines = new ArrayList<>();
                    rows.forEach(row -> lines.add(line(caller, Notice.of(row))));
                    return lines;
                });
    }

    /** How many wait for a second person; none for a caller who would not see them. */
    public Uni<Long> count(Caller caller) {
        return sees(caller)
                ? pool.preparedQuery(Store.SQL.get("waiting-count"))
                        .execute(Tuple.of(visible(caller), config.secondPersonAbove()))
                        .map(rows -> rows.iterator().next().getLong("n"))
                : Uni.createFrom().item(0L);
    }

    private static boolean sees(Caller caller) {
        return caller.may(Scopes.NOTICES_READ) || caller.may(Scopes.NOTICES_APPROVE);
    }

    private static UUID @Nullable [] visible(Caller caller) {
        return caller.bound() ? caller.incidents().toArray(UUID[]::new) : null;
    }

    private Line line(Caller caller, Notice it) {
        boolean extension = it.extensionAudience != null;
        String[] behind = extension ? it.extensionBy : it.authors;
        Spec spec = it.spec();
        return new Line(
                it.id,
                it.facts().reference(),
                it.facts().title(),
                it.kind,
                spec.channels(),
                extension ? it.extensionAudience : it.audience,
                extension ? it.extensionBy[0] : Objects.requireNonNull(it.submittedBy),
                extension ? it.extensionAt : it.submittedAt,
                it.deadline == null ? spec.deadline() : it.deadline,
                extension,
                extension || it.audience > config.secondPersonAbove() && !it.approved(),
                !caller.isApartFrom(Arrays.asList(behind)) || !caller.isApartFrom(Arrays.asList(it.authors)));
    }
}
