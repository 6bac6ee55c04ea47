package org.candor.dispatch;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.annotations.Merge;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.candor.courier.Couriers;
import org.candor.delivery.Channel;
import org.candor.delivery.Evidence;
import org.candor.delivery.Handoff;
import org.candor.delivery.Outcome;
import org.candor.delivery.RetryPolicy;
import org.candor.incident.Person;
import org.candor.plumbing.CrashPoint;
import org.candor.plumbing.Grouping;
import org.candor.plumbing.Ids;
import org.candor.queue.Claim;
import org.candor.queue.Queue;
import org.candor.queue.Settlement;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Outgoing;
import org.jboss.logging.Logger;

/**
 * Moves one channel's deliveries, each through these steps:
 *
 * <ol>
 *   <li>wait for the permit's time slot; a permit that is too old is void and the claim goes back; so does a text message
 *       at an hour at which people sleep
 *   <li>write the letter
 *   <li>begin: commit the attempt, fenced; what was not begun is dropped
 *   <li>send, without holding a database connection
 *   <li>decide
 *   <li>settle; tried until it is recorded, and the place in the lane stays taken until then, so that no more than the
 *       lane's width can ever be unrecorded
 * </ol>
 */
@ApplicationScoped
public class Lane {
    private static final Logger LOG = Logger.getLogger(Lane.class);
    private static final Duration SOON = Duration.ofMillis(50);
    private static final Duration LATER = Duration.ofSeconds(1);
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** What began longer ago and has not gone out yet asks again whether it may. */
    private static final Duration STALE = Duration.ofSeconds(2);

    private record Beginning(Claim claim, UUID attempt) {}

    private final Feed feed;
    private final Queue queue;
    private final Couriers couriers;
    private final Mailroom mailroom;
    private final Stopwatch stopwatch;
    private final DispatchConfig config;
    private final InstantSource clock;
    private final Map<Channel, RetryPolicy> policies;
    private final RandomGenerator random;
    private final Grouping<Beginning, Optional<Integer>> beginnings;
    private final Grouping<Settlement, Boolean> endings;

    @Inject
    public Lane(
            Feed feed,
            Queue queue,
            Couriers couriers,
            Mailroom mailroom,
            Stopwatch stopwatch,
            DispatchConfig config,
            InstantSource clock) {
        this(feed, queue, couriers, mailroom, stopwatch, config, clock, RandomGenerator.getDefault());
    }

    /** With a source of chance for the spread of retries: a test repeats a history by it. */
    Lane(
            Feed feed,
            Queue queue,
            Couriers couriers,
            Mailroom mailroom,
            Stopwatch stopwatch,
            DispatchConfig config,
            InstantSource clock,
            RandomGenerator random) {
        this.feed = feed;
        this.queue = queue;
        this.couriers = couriers;
        this.mailroom = mailroom;
        this.stopwatch = stopwatch;
        this.config = config;
        this.clock = clock;
        this.random = random;
        this.policies = new EnumMap<>(Map.of(
                Channel.EMAIL, new RetryPolicy(config.emailBackoff(), Integer.MAX_VALUE),
                Channel.SMS, new RetryPolicy(config.smsBackoff(), config.smsAttempts()),
                Channel.SOCIAL, new RetryPolicy(config.socialBackoff(), Integer.MAX_VALUE)));
        this.beginnings = new Grouping<>(config.group(), config.groupWait(), this::begin);
        this.endings = new Grouping<>(config.group(), config.groupWait(), this::record);
    }

    @Incoming("email")
    @Outgoing("ended")
    public Multi<UUID> email(Multi<Parcel> parcels) {
        return move(Channel.EMAIL, parcels);
    }

    @Incoming("sms")
    @Outgoing("ended")
    public Multi<UUID> sms(Multi<Parcel> parcels) {
        return move(Channel.SMS, parcels);
    }

    @Incoming("social")
    @Outgoing("ended")
    public Multi<UUID> social(Multi<Parcel> parcels) {
        return move(Channel.SOCIAL, parcels);
    }

    private Multi<UUID> move(Channel channel, Multi<Parcel> parcels) {
        int accounts = Math.max(1, couriers.of(channel).size());
        return parcels.onItem().transformToUni(this::deliver).merge(config.inFlight() * accounts);
    }

    /** The end of the channels: the streams above are pulled from here. */
    @Incoming("ended")
    @Merge
    public void ended(UUID delivery) {
        LOG.tracef("delivery %s left the lane", delivery);
    }

    Uni<UUID> deliver(Parcel parcel) {
        Claim claim = parcel.claim();
        return slot(claim)
                .chain(inTime -> inTime && feed.isOpen() ? atAGoodHour(parcel) : feed.giveBack(List.of(claim)))
                .onFailure()
                .call(e -> lost(claim, e))
                .onFailure()
                .recoverWithNull()
                .replaceWith(claim.delivery());
    }

    /** Nobody is woken by a text message: what has waited in the lane past the hours goes back until they begin again. */
    private Uni<Void> atAGoodHour(Parcel parcel) {
        Person person = parcel.person();
        Instant now = clock.instant();
        Instant from = parcel.claim().channel() == Channel.SMS && person != null
                ? parcel.sending().textFrom(now, person.region())
                : now;
        return from.isAfter(now) ? feed.putOff(parcel.claim(), later(now, from)) : handOff(parcel);
    }

    /** A provider that keeps a text message waiting gives it up when nobody is to be woken any more. */
    private Instant ofUse(Parcel parcel) {
        Claim claim = parcel.claim();
        Person person = parcel.person();
        if (claim.channel() != Channel.SMS || person == null) {
            return claim.deadline();
        }
        Instant until = parcel.sending().textUntil(clock.instant(), person.region());
        return until.isBefore(claim.deadline()) ? until : claim.deadline();
    }

    /** Not at once: a clock that is behind the database's would be asked over and over. */
    private static Instant later(Instant now, Instant from) {
        Instant soonest = now.plusSeconds(1);
        return from.isBefore(soonest) ? soonest : from;
    }

    private Uni<Boolean> slot(Claim claim) {
        long wait = queue.nanosToSlot(claim);
        return wait <= 0
                ? Uni.createFrom().item(fresh(claim))
                : Uni.createFrom()
                        .item(claim)
                        .onItem()
                        .delayIt()
                        .by(timer(wait))
                        .map(this::fresh);
    }

    /** Asked after the wait as well: a process that stood still meanwhile would send its slots all at once. */
    private boolean fresh(Claim claim) {
        return -queue.nanosToSlot(claim) < queue.permitLife().toNanos();
    }

    /** Rounded up: on an event loop a timer of less than a millisecond is refused, and the delivery would lose its slot. */
    static Duration timer(long nanos) {
        return Duration.ofMillis(Math.ceilDiv(nanos, NANOS_PER_MILLI));
    }

    private Uni<Void> handOff(Parcel parcel) {
        Claim claim = parcel.claim();
        UUID attempt = Ids.next();
        long asked = queue.nanos();
        return switch (mailroom.write(claim.channel(), claim.account(), parcel.sending(), parcel.person())) {
            case Mailroom.Ready it ->
                begun(
                        claim,
                        attempt,
                        number -> send(
                                claim,
                                new Handoff(
                                        claim.delivery(),
                                        number,
                                        attempt,
                                        it.to(),
                                        it.letter(),
                                        ofUse(parcel),
                                        () -> goes(claim, number, asked))));
            // Recorded as an attempt that ended with us: it is counted, explained and final.
            case Mailroom.Hopeless it ->
                begun(
                        claim,
                        attempt,
                        _ -> Uni.createFrom().item(new Outcome.Refused(Duration.ZERO, Evidence.of(it.reason()))));
        };
    }

    private Uni<Void> begun(Claim claim, UUID attempt, IntFunction<Uni<Outcome>> handOff) {
        return beginnings
                .add(new Beginning(claim, attempt))
                .invoke(number -> number.ifPresent(_ -> CrashPoint.at(CrashPoint.AFTER_BEGIN)))
                .chain(number -> number.isPresent()
                        ? handOff.apply(number.get()).chain(outcome -> settle(claim, number.get(), outcome))
                        : feed.giveBack(List.of(claim)));
    }

    private CompletionStage<Boolean> goes(Claim claim, int number, long asked) {
        return queue.nanos() - asked < STALE.toNanos()
                ? CompletableFuture.completedStage(true)
                : queue.goes(claim, number).subscribeAsCompletionStage();
    }

    /** A courier never fails; if one does, by a mistake of ours, the provider may have been reached. */
    private Uni<Outcome> send(Claim claim, Handoff handoff) {
        long started = System.nanoTime();
        feed.started(claim);
        return Uni.createFrom()
                .deferred(() -> couriers.of(claim.account()).send(handoff))
                .onFailure()
                .invoke(e -> LOG.errorf(
                        "the courier of %s broke: %s",
                        claim.account(), e.getClass().getName()))
                .onFailure()
                .recoverWithItem(new Outcome.Unknown(Evidence.of("courier-broke")))
                .invoke(outcome -> feed.ended(claim, outcome))
                .invoke(() -> stopwatch.stop(claim.channel(), started))
                .invoke(() -> CrashPoint.at(CrashPoint.AFTER_ANSWER));
    }

    private Uni<Void> settle(Claim claim, int number, Outcome outcome) {
        var now = clock.instant();
        var verdict =
                Objects.requireNonNull(policies.get(claim.channel())).decide(outcome, claim.counted() + 1, now, random);
        Settlement settlement = new Settlement(claim, number, outcome, verdict, now);
        return endings.add(settlement)
                .onFailure()
                .invoke(e -> LOG.warnf(
                        "an outcome is not recorded yet (%s)", e.getClass().getSimpleName()))
                .onFailure()
                .retry()
                .withBackOff(SOON, LATER)
                .indefinitely()
                .invoke(() -> feed.left(claim))
                .replaceWithVoid();
    }

    /** Ours, unexpected, and before the attempt began: the claim goes back and is tried again. */
    private Uni<Void> lost(Claim claim, Throwable e) {
        LOG.errorf(
                "delivery %s was put back: %s", claim.delivery(), e.getClass().getName());
        return feed.giveBack(List.of(claim));
    }

    private Uni<List<Optional<Integer>>> begin(List<Beginning> group) {
        List<Claim> claims = group.stream().map(Beginning::claim).toList();
        return queue.begin(claims, group.stream().map(Beginning::attempt).toList())
                .map((Map<UUID, Integer> begun) -> claims.stream()
                        .map(it -> Optional.ofNullable(begun.get(it.delivery())))
                        .toList());
    }

    private Uni<List<Boolean>> record(List<Settlement> group) {
        return queue.settle(group)
                .replaceWith(() -> group.stream().map(_ -> true).toList());
    }
}
