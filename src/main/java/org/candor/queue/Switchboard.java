package org.candor.queue;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.candor.access.Caller;
import org.candor.plumbing.Problem;
import org.candor.plumbing.Sql;
import org.candor.plumbing.Violations;
import org.candor.record.Record;
import org.jspecify.annotations.Nullable;

/**
 * What operators see of the provider accounts, and do to them. Each act is on record and is refused to keys that are bound to
 * incidents; scopes are the caller's own business.
 */
@ApplicationScoped
public class Switchboard {
    /** Rows of an account that a look at the backlog takes in. */
    private static final int LOOKED_AT = 20_000;

    static final String STOPPED = "panic-stop";

    private final Pool pool;
    private final Gates gates;
    private final Epoch epoch;
    private final Holds holds;
    private final Tallies tallies;
    private final Record record;

    Switchboard(Pool pool, Gates gates, Epoch epoch, Holds holds, Tallies tallies, Record record) {
        this.pool = pool;
        this.gates = gates;
        this.epoch = epoch;
        this.holds = holds;
        this.tallies = tallies;
        this.record = record;
    }

    /** Each account with its gate, pace, queue and last minute. */
    public Uni<List<AccountView>> all() {
        return gates.all()
                .chain(all -> gates.depths(all)
                        .chain(depths -> tallies.lastMinute()
                                .chain(minute -> holds.all()
                                        .map(held -> all.stream()
                                                .map(it -> AccountView.of(
                                                        it,
                                                        depths.getOrDefault(it.account(), new Gates.Depth(0, 0, 0)),
                                                        minute.getOrDefault(it.channel(), Map.of()),
                                                        held))
                                                .toList()))));
    }

    /** One account; 404 if there is none of this name. */
    Uni<AccountView> one(String account) {
        return all().map(all -> all.stream()
                .filter(it -> it.account().equals(account))
                .findFirst()
                .orElseThrow(Problem::notFound));
    }

    /** Everything was stopped: by whom, when, and how many gates are still closed by it. */
    public record Stopped(String by, OffsetDateTime at, int gates) {}

    /** Who stopped everything last, if gates are still closed by that; else null. */
    public Uni<@Nullable Stopped> stopped() {
        return gates.all().map(all -> {
            List<Gates.Gate> closed = all.stream()
                    .filter(it -> !it.open() && STOPPED.equals(it.reason()))
                    .toList();
            return closed.stream()
                    .max((a, b) -> a.changedAt().compareTo(b.changedAt()))
                    .map(it -> new Stopped(it.changedBy(), it.changedAt(), closed.size()))
                    .orElse(null);
        });
    }

    /**
     * So many deliveries that wait at an account.
     *
     * @param domain as {@link org.candor.delivery.MailDomain} numbers it
     * @param age 0 for queued within a minute, then up to 5 and 15 minutes, 1, 4 and 24 hours, and longer
     */
    public record Waiting(String account, int domain, int age, long n) {}

    /** What waits, by domain and age; of an account with more than 20,000 that wait it is a part. */
    public Uni<List<Waiting>> backlog() {
        return pool.preparedQuery(Sql.of("queue").get("backlog"))
                .execute(Tuple.of(LOOKED_AT))
                .map(rows -> {
                    List<Waiting> waiting = new ArrayList<>(rows.size());
                    rows.forEach(row -> waiting.add(new Waiting(
                            row.getString("account"),
                            row.getInteger("domain"),
                            row.getInteger("bucket"),
                            row.getLong("n"))));
                    return waiting;
                });
    }

    /** Stops one account at once. */
    public Uni<Void> close(Caller caller, String account, @Nullable String reason) {
        String who = caller.unbound().owner();
        String why = said(reason);
        return pool.withTransaction(tx -> gates.close(tx, account, why, who)
                .invoke(Switchboard::found)
                .call(() -> note(tx, who, "gate.closed", account, why))
                .replaceWithVoid());
    }

    /** Lets one account go on. */
    public Uni<Void> open(Caller caller, String account, @Nullable String reason) {
        return pool.withTransaction(tx -> open(tx, caller, account, reason));
    }

    Uni<Void> open(SqlConnection tx, Caller caller, String account, @Nullable String reason) {
        String who = caller.unbound().owner();
        String why = said(reason);
        return epoch.refuseWhileHeld(tx)
                .chain(() -> gates.open(tx, account, who))
                .chain(opened -> opened ? Uni.createFrom().voidItem() : notOpened(tx, account))
                .call(() -> note(tx, who, "gate.opened", account, why));
    }

    /** Sets the rate limit of one account, in the text of {@link PaceText}; the reason is kept beside it. */
    public Uni<Void> pace(Caller caller, String account, @Nullable String pace, @Nullable String reason) {
        PaceText text = PaceText.parse(pace);
        String why = said(reason);
        return pool.withTransaction(tx -> pace(tx, caller, account, text, why));
    }

    Uni<Void> pace(SqlConnection tx, Caller caller, String account, PaceText pace, @Nullable String why) {
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("account", account);
        detail.put("pace", pace.text());
        if (why != null) {
            detail.put("reason", why);
        }
        String who = caller.unbound().owner();
        return gates.pace(tx, account, pace.perSecond())
                .invoke(Switchboard::found)
                .chain(() -> record.note(tx, who, "pace.set", null, detail));
    }

    /** Closes every gate; answers how many. */
    public Uni<Integer> panicStop(Caller caller, @Nullable String reason) {
        String who = caller.unbound().owner();
        String why = checked(reason, false);
        return pool.withTransaction(
                tx -> gates.panicStop(tx, who).call(() -> note(tx, who, "gates.stopped", "all", why)));
    }

    /** Opens the gates that a panic stop closed; answers how many. From a person's hand it asks for a reason. */
    public Uni<Integer> lift(Caller caller, @Nullable String reason) {
        String why = said(reason);
        return pool.withTransaction(tx -> lift(tx, caller, why));
    }

    Uni<Integer> lift(SqlConnection tx, Caller caller, @Nullable String why) {
        String who = caller.unbound().owner();
        return epoch.refuseWhileHeld(tx)
                .chain(() -> gates.panicLift(tx, who))
                .call(() -> note(tx, who, "gates.lifted", "all", why));
    }

    private static String said(@Nullable String reason) {
        return Objects.requireNonNull(checked(reason, true));
    }

    /** The reason, fit to be shown and kept; 422 if it is missing where one is needed, or no plain line of text. */
    static @Nullable String checked(@Nullable String reason, boolean needed) {
        Violations wrong = new Violations();
        String said = wrong.reason(reason, needed);
        wrong.orThrow();
        return said.isEmpty() ? null : said;
    }

    static void found(boolean there) {
        if (!there) {
            throw Problem.notFound();
        }
    }

    /** A gate that is open already stays so: a repeated wish is no mistake, an unknown account is. */
    private Uni<Void> notOpened(SqlConnection tx, String account) {
        return gates.known(tx, account).invoke(Switchboard::found).replaceWithVoid();
    }

    private Uni<Void> note(SqlConnection tx, String who, String action, String account, @Nullable String why) {
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("account", account);
        detail.put("reason", why);
        return record.note(tx, who, action, null, detail);
    }
}
