package org.candor.courier;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.candor.delivery.Channel;
import org.candor.delivery.Evidence;
import org.candor.delivery.Handoff;
import org.candor.delivery.News;
import org.candor.delivery.Outcome;
import org.candor.delivery.Pace;
import org.candor.delivery.Scope;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Hands text messages to Twilio, over its Java kit.
 *
 * <ol>
 *   <li>Where the account may not send to the number's country, {@link Countries} has it wait.
 *   <li>Wait for a turn: {@link Ramp} lets few begin while the provider is in trouble, and none in an outage.
 *   <li>Pick the sender by the country of the number.
 *   <li>Post the message, once. Where there is no route from that sender, and only then, a second one is tried.
 *   <li>{@link TwilioCodes} judges the answer; the ramp weighs it with those before.
 * </ol>
 *
 * Each hand-off runs on a virtual thread of its own. The point of no return is the first byte of the request.
 */
public final class TwilioCourier implements Courier {
    private static final Logger LOG = Logger.getLogger(TwilioCourier.class);
    private static final Pattern NUMBER = Pattern.compile("\\+[1-9][0-9]{6,14}");
    private static final Duration SOON = Duration.ofSeconds(10);

    /** A shorter pause is kept by going one at a time; for a longer one the account's gate closes. */
    private static final Duration WORTH_A_GATE = Duration.ofSeconds(5);

    private final TwilioAccount account;
    private final @Nullable Pace pace;
    private final OneCall http;
    private final Ramp ramp;
    private final Countries countries = new Countries();
    private final TwilioPost post;
    private final TwilioLookUp lookUp;
    private final Executor threads;

    TwilioCourier(TwilioAccount account, @Nullable Pace pace, InstantSource clock) {
        this.account = account;
        this.pace = pace;
        this.http = new OneCall(account.limits().calls());
        this.ramp = new Ramp(account.limits().ramp());
        this.post = new TwilioPost(account, http, clock);
        this.lookUp = new TwilioLookUp(account, http);
        ThreadFactory factory = Thread.ofVirtual().name(account.id() + " ", 0).factory();
        this.threads = task -> factory.newThread(task).start();
    }

    @Override
    public String account() {
        return account.id();
    }

    @Override
    public Channel channel() {
        return Channel.SMS;
    }

    @Override
    public @Nullable Double perSecond() {
        return pace == null ? null : pace.perSecond();
    }

    @Override
    public boolean looksUp() {
        return true;
    }

    @Override
    public Duration longestAnswer() {
        return account.limits().calls().answer();
    }

    @Override
    public Uni<Outcome> send(Handoff handoff) {
        return once(() -> outcome(handoff));
    }

    @Override
    public Uni<News> lookUp(Handoff handoff, Instant begunAt, boolean mayRepeat) {
        return once(() -> lookUp.find(handoff, begunAt));
    }

    /** Memoized: a second subscriber gets the same answer and not a second message. */
    private <T> Uni<T> once(Supplier<T> work) {
        return Uni.createFrom().item(work).runSubscriptionOn(threads).memoize().indefinitely();
    }

    private Outcome outcome(Handoff handoff) {
        if (!NUMBER.matcher(handoff.to().open()).matches()) {
            return new Outcome.Refused(Duration.ZERO, Evidence.of("address-unusable"));
        }
        if (countries.none()) {
            return told(waiting(handoff), handoff);
        }
        Duration wait = countries.enter(country(handoff), System.nanoTime());
        return wait.isZero()
                ? told(waiting(handoff), handoff)
                : new Outcome.Indicted(Scope.COUNTRY, wait, Evidence.of("country-held"));
    }

    /** Keeps what it says of the number's country. */
    private Outcome told(Outcome outcome, Handoff handoff) {
        if (!countries.none() || TwilioCodes.countryOff(outcome)) {
            String country = country(handoff);
            if (countries.leave(country, outcome, System.nanoTime())) {
                LOG.warnf("%s: may not send to %s: its messages wait until one goes through", account.id(), country);
            }
        }
        return outcome;
    }

    private static String country(Handoff handoff) {
        return TwilioAccount.Senders.country(handoff.to().open());
    }

    /** Waits for a turn. */
    private Outcome waiting(Handoff handoff) {
        try {
            if (!GoAhead.given(handoff)) {
                return new Outcome.Busy(SOON, Evidence.of(Fault.STOPPED.word()));
            }
            Ramp.Turn turn = ramp.enter(account.limits().turn());
            return switch (turn) {
                case Ramp.Go go -> inTurn(go, handoff);
                case Ramp.Away _ -> indicted("provider-in-trouble");
                case Ramp.Late _ -> new Outcome.Busy(SOON, Evidence.of("no-free-connection"));
                case Ramp.Closing _ -> new Outcome.Busy(SOON, Evidence.of("closing"));
            };
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return new Outcome.Busy(SOON, Evidence.of("closing"));
        }
    }

    private Outcome indicted(String reason) {
        return new Outcome.Indicted(Scope.ACCOUNT, account.limits().pause(), Evidence.of(reason));
    }

    private Outcome inTurn(Ramp.Go turn, Handoff handoff) {
        Outcome outcome = new Outcome.Unknown(Evidence.of("internal-error"));
        boolean outage = false;
        try {
            outcome = ofTheAccount(post.send(handoff));
            if (outcome instanceof Outcome.Indicted it && it.scope() == Scope.ACCOUNT) {
                // Before the turn is over and one of those who wait begins.
                ramp.turnAway();
            }
        } finally {
            outage = ramp.leave(turn, end(outcome));
        }
        return outage ? inOutage(outcome) : outcome;
    }

    /** A pause that the provider asks for is asked of all processes, and shown: it closes the gate. */
    private static Outcome ofTheAccount(Outcome outcome) {
        return outcome instanceof Outcome.Busy it && asked(it) && it.pause().compareTo(WORTH_A_GATE) > 0
                ? new Outcome.Indicted(Scope.ACCOUNT, it.pause(), it.evidence())
                : outcome;
    }

    private static Ramp.End end(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Unknown _ -> Ramp.End.BAD;
            case Outcome.Busy it -> asked(it) ? Ramp.End.SLOW : Ramp.End.BAD;
            case Outcome.Indicted _ -> Ramp.End.SLOW;
            case Outcome.Accepted _, Outcome.Failed _, Outcome.Refused _, Outcome.OptedOut _ -> Ramp.End.GOOD;
        };
    }

    /** The provider said so itself; else it could not be reached. */
    private static boolean asked(Outcome.Busy busy) {
        return !busy.evidence().code().isEmpty();
    }

    private Outcome inOutage(Outcome outcome) {
        Duration pause = account.limits().pause();
        return switch (outcome) {
            case Outcome.Unknown it -> new Outcome.Unknown(pause, it.evidence());
            case Outcome.Busy it -> new Outcome.Indicted(Scope.ACCOUNT, pause, it.evidence());
            case Outcome.Accepted _, Outcome.Failed _, Outcome.Refused _, Outcome.OptedOut _, Outcome.Indicted _ ->
                outcome;
        };
    }

    @Override
    public void close() {
        ramp.close(account.limits().close());
        http.close();
    }
}
