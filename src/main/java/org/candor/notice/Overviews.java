package org.candor.notice;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.candor.access.Caller;
import org.candor.incident.Facts;
import org.candor.incident.Incidents;
import org.jspecify.annotations.Nullable;

/** One notice for whoever watches it: what was decided, how far it has come, and what can be done to it now. */
@ApplicationScoped
public class Overviews {
    private final Desk desk;
    private final Counts counts;
    private final Incidents incidents;
    private final Pool pool;
    private final NoticeConfig config;

    Overviews(Desk desk, Counts counts, Incidents incidents, Pool pool, NoticeConfig config) {
        this.desk = desk;
        this.counts = counts;
        this.incidents = incidents;
        this.pool = pool;
        this.config = config;
    }

    /** Somebody decided at some time; for a release, no number. */
    public record Decided(
            @Nullable String by,
            @Nullable OffsetDateTime at,
            @Nullable Long audience) {
        static @Nullable Decided of(@Nullable String by, @Nullable OffsetDateTime at, @Nullable Long audience) {
            return by == null ? null : new Decided(by, at, audience);
        }
    }

    /**
     * One channel of a notice.
     *
     * @param counts each recipient once, by state or as {@code no_address} or {@code not_queued}
     * @param perSecond hand-offs answered per second over the last minute
     * @param accounts that it goes through; empty before the release
     */
    public record Lane(String channel, Map<String, Long> counts, double perSecond, Set<String> accounts) {}

    /**
     * A notice.
     *
     * @param reference of its incident, as is {@code title}
     * @param state a word of the API
     * @param over nothing more of it goes out by itself
     * @param audience how many people it goes to; null while it is a draft
     * @param contentHash null while it is a draft
     * @param needsApproval whether a second person must agree; null while it is a draft
     * @param extension people who came later and wait for an approval; null for none
     * @param eta when the last delivery will be settled at this rate; null if nobody can tell
     * @param makesDeadline whether that is before the deadline; null if nobody can tell
     * @param can what may be done to it in this state
     */
    public record Overview(
            UUID id,
            UUID incident,
            String reference,
            String title,
            String kind,
            @Nullable String follows,
            String state,
            boolean over,
            int revision,
            List<String> locales,
            @Nullable Long audience,
            @Nullable String contentHash,
            @Nullable Boolean needsApproval,
            Decided created,
            @Nullable Decided submitted,
            @Nullable Decided approved,
            @Nullable Decided released,
            @Nullable Decided extension,
            @Nullable OffsetDateTime notBefore,
            @Nullable OffsetDateTime deadline,
            @Nullable OffsetDateTime finishedAt,
            boolean offersReset,
            List<Lane> lanes,
            @Nullable OffsetDateTime eta,
            @Nullable Boolean makesDeadline,
            Set<Step> can) {}

    /** 404 if there is no such notice or the caller may not see it. */
    public Uni<Overview> of(Caller caller, UUID id) {
        return desk.find(caller, id)
                .chain(it -> incidents
                        .facts(it.incident)
                        .chain(facts -> accounts(id)
                                .chain(accounts ->
                                        counts.of(it).map(figures -> overview(it, facts, accounts, figures)))));
    }

    private Uni<Map<String, Set<String>>> accounts(UUID id) {
        return pool.preparedQuery(Store.SQL.get("channels"))
                .execute(Tuple.of(id))
                .map(rows -> {
                    Map<String, Set<String>> accounts = new TreeMap<>();
                    rows.forEach(row -> accounts.computeIfAbsent(row.getString("channel"), _ -> new TreeSet<>())
                            .add(row.getString("account")));
                    return accounts;
                });
    }

    private Overview overview(Notice it, Facts facts, Map<String, Set<String>> accounts, Figures figures) {
        Spec spec = it.spec();
        List<Lane> lanes = figures.counts().entrySet().stream()
                .map(lane -> new Lane(
                        lane.getKey(),
                        new LinkedHashMap<>(lane.getValue()),
                        figures.rate().getOrDefault(lane.getKey(), 0.0),
                        accounts.getOrDefault(lane.getKey(), Set.of())))
                .toList();
        return new Overview(
                it.id,
                it.incident,
                facts.reference(),
                facts.title(),
                spec.kind(),
                spec.follows(),
                it.state,
                over(it.stage()),
                it.revision,
                List.copyOf(spec.content().keySet()),
                it.everybody(),
                it.contentHash,
                it.audience == null ? null : it.everybody() > config.secondPersonAbove(),
                Objects.requireNonNull(Decided.of(it.authors[0], it.createdAt, null)),
                Decided.of(it.submittedBy, it.submittedAt, it.audience),
                Decided.of(it.approvedBy, it.approvedAt, it.approvedAudience),
                Decided.of(it.releasedBy, it.releasedAt, null),
                it.extensionAudience == null
                        ? null
                        : Decided.of(it.extensionBy[0], it.extensionAt, it.extensionAudience),
                it.notBefore == null ? spec.notBefore() : it.notBefore,
                it.deadline == null ? spec.deadline() : it.deadline,
                it.finishedAt,
                spec.reset().offer(),
                lanes,
                figures.eta(),
                figures.makesDeadline(),
                Arrays.stream(Step.values())
                        .filter(step -> step.possibleFrom(it.stage()))
                        .collect(Collectors.toSet()));
    }

    private static boolean over(Stage stage) {
        return switch (stage) {
            case COMPLETED, COMPLETED_WITH_FAILURES, CANCELLED -> true;
            case DRAFT, AWAITING_APPROVAL, SCHEDULED, RUNNING, PAUSED, COMPLETING -> false;
        };
    }
}
