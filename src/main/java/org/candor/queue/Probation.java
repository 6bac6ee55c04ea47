package org.candor.queue;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.candor.delivery.Outcome;
import org.candor.plumbing.Sql;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A gate whose pause is over does not open: first one delivery at a time, over all processes, tries the account.
 *
 * <ol>
 *   <li>{@link #one} lets a claim through if no probe is on its way. A probe is on its way while its delivery is held under
 *       its lease; one whose process died is so until the rescue takes its row.
 *   <li>{@link #answered} opens the gate after the first answer that shows that the account works, and closes it for
 *       another pause after one that does not.
 * </ol>
 *
 * <p>Nothing here is asked while no account is on probation.
 */
@ApplicationScoped
class Probation {
    private static final Logger LOG = Logger.getLogger(Probation.class);

    /** For an account of which no pause is known. */
    private static final Duration USUAL = Duration.ofMinutes(1);

    /** What an answer to a probe says of the account. */
    enum Sign {
        /** It took, judged or refused this message as it would any: the gate opens. */
        WORKS,
        /** It did not get so far: closed for another pause. */
        NOT_YET,
        /** Nobody was asked: the next delivery is the probe. */
        NONE
    }

    private final Pool pool;
    private final Gates gates;
    private final Sql sql = Sql.of("queue");

    Probation(Pool pool, Gates gates) {
        this.pool = pool;
        this.gates = gates;
    }

    /** An answer without a code is our own finding: the line broke, or nothing was sent. */
    static Sign sign(Outcome outcome) {
        boolean said = !outcome.evidence().code().isEmpty();
        return switch (outcome) {
            case Outcome.Accepted _ -> Sign.WORKS;
            case Outcome.Failed _ -> said ? Sign.WORKS : Sign.NOT_YET;
            case Outcome.Refused _, Outcome.OptedOut _ -> said ? Sign.WORKS : Sign.NONE;
            case Outcome.Indicted it when it.scope().hasGate() -> Sign.NOT_YET;
            case Outcome.Indicted _ -> said ? Sign.WORKS : Sign.NONE;
            case Outcome.Busy _, Outcome.Unknown _ -> Sign.NOT_YET;
        };
    }

    /** Null for as long as the last one. */
    private static @Nullable Duration pause(Outcome outcome) {
        Duration pause = switch (outcome) {
            case Outcome.Busy it -> it.pause();
            case Outcome.Unknown it -> it.pause();
            case Outcome.Indicted it -> it.pause();
            case Outcome.Accepted _, Outcome.Failed _, Outcome.Refused _, Outcome.OptedOut _ -> Duration.ZERO;
        };
        return pause.isZero() ? null : pause;
    }

    /** Claims one delivery as the probe, within the caller's transaction; nothing while another is on its way. */
    Uni<List<Claim>> one(SqlConnection tx, Ask ask, Supplier<Uni<List<Claim>>> claim) {
        return tx.preparedQuery(sql.get("probe-lock"))
                .execute(Tuple.of(ask.account()))
                .chain(mine -> mine.size() == 0 ? Uni.createFrom().item(false) : free(tx, ask.account()))
                .chain(free -> free
                        ? claim.get().call(claims -> take(tx, claims))
                        : Uni.createFrom().item(List.of()));
    }

    private Uni<Boolean> free(SqlConnection tx, String account) {
        return tx.preparedQuery(sql.get("probe-out")).execute(Tuple.of(account)).map(out -> out.size() == 0);
    }

    private Uni<Void> take(SqlConnection tx, List<Claim> claims) {
        if (claims.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Claim probe = claims.getFirst();
        return tx.preparedQuery(sql.get("probe-take"))
                .execute(Tuple.of(probe.account(), probe.delivery(), probe.lease()))
                .replaceWithVoid();
    }

    /** After the commit: what the answers to probes among these mean. Harmless for what was no probe, and to repeat. */
    Uni<Void> answered(List<Settlement> group) {
        Uni<Void> all = Uni.createFrom().voidItem();
        for (Settlement it : group) {
            if (gates.probing(it.claim().account())) {
                all = all.chain(() -> answered(it));
            }
        }
        return all;
    }

    private Uni<Void> answered(Settlement it) {
        return switch (sign(it.outcome())) {
            case WORKS -> passed(it.claim().account(), it.claim().lease());
            case NOT_YET -> failed(it.claim().account(), it.claim().lease(), it.outcome());
            case NONE -> Uni.createFrom().voidItem();
        };
    }

    private Uni<Void> passed(String account, UUID lease) {
        return pool.preparedQuery(sql.get("probe-passed"))
                .execute(Tuple.of(account, lease))
                .invoke(rows -> {
                    if (rows.rowCount() == 1) {
                        gates.opened(account);
                        LOG.infof("gate %s is open: the account works again", account);
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Void> failed(String account, UUID lease, Outcome outcome) {
        Duration pause = pause(outcome);
        return pool.preparedQuery(sql.get("probe-failed"))
                .execute(Tuple.of(
                        account,
                        lease,
                        outcome.evidence().reason(),
                        pause == null ? null : pause.toMillis(),
                        USUAL.toMillis()))
                .invoke(rows -> {
                    if (rows.rowCount() == 1) {
                        LOG.warnf(
                                "gate %s stays closed: %s",
                                account, outcome.evidence().reason());
                    }
                })
                .replaceWithVoid();
    }
}
