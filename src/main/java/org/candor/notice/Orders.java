package org.candor.notice;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.candor.access.Caller;
import org.candor.delivery.Channel;
import org.candor.plumbing.Violations;
import org.candor.queue.Doubts.Decision;
import org.jspecify.annotations.Nullable;

/**
 * What an operator orders of a notice on its way, each in a transaction of its own: as the steps of the API, with the same
 * audit rows, and a reason on record where it lets something go out again or ends it. Scopes are the caller's own business.
 */
@ApplicationScoped
public class Orders {
    private final Pool pool;
    private final Steps steps;
    private final Resolver resolver;

    Orders(Pool pool, Steps steps, Resolver resolver) {
        this.pool = pool;
        this.steps = steps;
        this.resolver = resolver;
    }

    /** Nothing more begins; may be repeated. */
    public Uni<Void> pause(Caller caller, UUID notice) {
        return pool.withTransaction(tx -> steps.pause(tx, caller, notice)).replaceWithVoid();
    }

    public Uni<Void> resume(Caller caller, UUID notice, @Nullable String reason) {
        Map<String, ?> why = Map.of("reason", said(reason));
        return pool.withTransaction(tx -> steps.resume(tx, caller, notice, why)).replaceWithVoid();
    }

    /** For good. */
    public Uni<Void> cancel(Caller caller, UUID notice, @Nullable String reason) {
        Map<String, ?> why = Map.of("reason", said(reason));
        return pool.withTransaction(tx -> steps.cancel(tx, caller, notice, why)).replaceWithVoid();
    }

    /** Tries again what failed or expired; answers how many. */
    public Uni<Integer> retryFailed(Caller caller, UUID notice) {
        return retryFailed(caller, notice, Chosen.ALL);
    }

    /** The same of these deliveries alone; 409 if one of them is not to be tried again. */
    public Uni<Integer> retryFailed(Caller caller, UUID notice, List<UUID> deliveries) {
        return retryFailed(caller, notice, new Chosen(List.copyOf(deliveries)).checked());
    }

    private Uni<Integer> retryFailed(Caller caller, UUID notice, Chosen chosen) {
        return pool.withTransaction(tx -> steps.retryFailed(tx, caller, notice, chosen))
                .map(Steps.Retried::queued);
    }

    /** To the people who came since; answers how many wait for an approval, 0 if it goes out to them at once. */
    public Uni<Long> extend(Caller caller, UUID notice) {
        return pool.withTransaction(tx -> steps.extend(tx, caller, notice))
                .map(it -> it.extensionAudience == null ? 0L : it.extensionAudience);
    }

    /** Decides about one delivery in doubt; answers its notice. */
    public Uni<UUID> resolve(Caller caller, UUID delivery, Decision decision, @Nullable String reason) {
        String why = said(reason);
        return pool.withTransaction(tx -> resolver.one(tx, caller, delivery, decision, why));
    }

    /** Decides about all in doubt, of one channel or ({@code null}) of all; 409 if they are not as many as were shown. */
    public Uni<Integer> resolveAll(
            Caller caller,
            UUID notice,
            @Nullable Channel channel,
            int shown,
            Decision decision,
            @Nullable String reason) {
        String why = said(reason);
        return pool.withTransaction(tx -> resolver.all(tx, caller, notice, Chosen.ALL, channel, shown, decision, why));
    }

    /** Decides about these; 409 if one of them is in no doubt. */
    public Uni<Integer> resolve(
            Caller caller, UUID notice, List<UUID> deliveries, Decision decision, @Nullable String reason) {
        String why = said(reason);
        Chosen chosen = new Chosen(List.copyOf(deliveries)).checked();
        return pool.withTransaction(tx -> resolver.all(tx, caller, notice, chosen, null, chosen.size(), decision, why));
    }

    /** A reason that says something and names nobody; else 422 at {@code /reason}. */
    private static String said(@Nullable String reason) {
        Violations wrong = new Violations();
        String said = wrong.reason(reason, true);
        wrong.orThrow();
        return said;
    }
}
