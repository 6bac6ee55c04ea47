package org.candor.courier;

import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.candor.delivery.Channel;
import org.candor.delivery.Evidence;
import org.candor.delivery.Handoff;
import org.candor.delivery.News;
import org.candor.delivery.Outcome;
import org.candor.delivery.Scope;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What couriers of public networks have in common: a post is made on a virtual thread of its own, with one call that
 * counts, and never fails.
 *
 * <p>The point of no return is the first byte of the request that posts. Calls before it, such as a login, may break
 * without any doubt about the post.
 */
abstract sealed class PublicCourier implements Courier permits BlueskyCourier, DiscourseCourier, MastodonCourier {
    private static final Logger LOG = Logger.getLogger(PublicCourier.class);
    private static final Duration SOON = Duration.ofSeconds(10);

    /** A refused login is tried again so seldom, since networks lock accounts for less. */
    private static final Duration PROBE = Duration.ofMinutes(15);

    private final PublicAccount account;
    private final InstantSource clock;
    private final OneCall http;
    private final Outages outages = new Outages();
    private final Desk desk;

    PublicCourier(PublicAccount account, InstantSource clock) {
        HttpLibrary.prepare();
        this.account = account;
        this.clock = clock;
        this.http = new OneCall(account.calls());
        this.desk = new Desk(account.id());
    }

    /** Posts, once. Throws {@link IOException} only where the account's secret cannot be read, before anything was sent. */
    abstract Finding post(Handoff handoff) throws IOException;

    /** Looks for the post, as {@link Courier#lookUp} says. Throws {@link IOException} only where the account's secret cannot be read. */
    abstract News find(Handoff handoff, Instant begunAt, boolean mayRepeat) throws IOException;

    @Override
    public final String account() {
        return account.id();
    }

    @Override
    public final Channel channel() {
        return Channel.SOCIAL;
    }

    @Override
    public final @Nullable Double perSecond() {
        return account.pace() == null ? null : account.pace().perSecond();
    }

    @Override
    public final @Nullable String language() {
        return account.language();
    }

    @Override
    public final boolean looksUp() {
        return true;
    }

    @Override
    public final Duration longestAnswer() {
        return account.calls().answer();
    }

    @Override
    public final Uni<Outcome> send(Handoff handoff) {
        return once(() -> outcome(handoff), new Outcome.Busy(SOON, Evidence.of("closing")));
    }

    @Override
    public final Uni<News> lookUp(Handoff handoff, Instant begunAt, boolean mayRepeat) {
        return once(() -> news(handoff, begunAt, mayRepeat), new News.Nothing(Evidence.of("closing")));
    }

    /** Memoized: a second subscriber gets the same answer and not a second post. */
    private <T> Uni<T> once(Supplier<T> work, T closed) {
        return Uni.createFrom()
                .<T>emitter(answer -> desk.serve(work, closed, answer::complete))
                .memoize()
                .indefinitely();
    }

    private Outcome outcome(Handoff handoff) {
        try {
            if (!GoAhead.given(handoff)) {
                return new Outcome.Busy(SOON, Evidence.of(Fault.STOPPED.word()));
            }
            return outages.weigh(post(handoff), System.nanoTime());
        } catch (IOException unreadable) {
            return new Outcome.Indicted(Scope.ACCOUNT, PROBE, Evidence.of("secret-file-unreadable"));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return new Outcome.Busy(SOON, Evidence.of("closing"));
        } catch (RuntimeException | Error bug) {
            // Whether the request had left cannot be told here, so it is taken for sent.
            return new Outcome.Unknown(ours("a post", bug));
        }
    }

    private News news(Handoff handoff, Instant begunAt, boolean mayRepeat) {
        try {
            return find(handoff, begunAt, mayRepeat);
        } catch (IOException unreadable) {
            return new News.Nothing(Evidence.of("secret-file-unreadable"));
        } catch (RuntimeException | Error bug) {
            return new News.Nothing(ours("a look-up", bug));
        }
    }

    /** Its message may quote the post; its name does not. */
    private Evidence ours(String what, Throwable bug) {
        LOG.errorf(
                "%s: %s failed by our own fault: %s",
                account.id(), what, bug.getClass().getName());
        return Evidence.of("internal-error");
    }

    final OneCall.Ended call(OneCall.Ask ask) {
        return http.make(ask);
    }

    final Instant now() {
        return clock.instant();
    }

    @Override
    public final void close() {
        desk.close(account.close());
        http.close();
    }
}
