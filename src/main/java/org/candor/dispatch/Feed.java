package org.candor.dispatch;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.candor.courier.Courier;
import org.candor.courier.Couriers;
import org.candor.delivery.Channel;
import org.candor.delivery.Outcome;
import org.candor.incident.Person;
import org.candor.incident.Recipients;
import org.candor.notice.Notices;
import org.candor.notice.Sending;
import org.candor.plumbing.Faults;
import org.candor.queue.Claim;
import org.candor.queue.Queue;
import org.eclipse.microprofile.reactive.messaging.Outgoing;
import org.jboss.logging.Logger;

/**
 * The source of the channels. It is pulled: nothing is claimed before the lane has room for it, account by account, so that
 * a slow or closed account never holds up another of the same channel.
 *
 * <p>A claim that fails is tried again with growing pauses for ever. It must not end the stream: a channel whose source
 * failed is dead until the next start. Acking a message means nothing; the table is the truth.
 */
@ApplicationScoped
public class Feed {
    private static final Logger LOG = Logger.getLogger(Feed.class);
    private static final Duration BREATH = Duration.ofMillis(20);

    private final Queue queue;
    private final Places places;
    private final Couriers couriers;
    private final Notices notices;
    private final Recipients recipients;
    private final DispatchConfig config;
    private final Map<String, Room> rooms = new ConcurrentHashMap<>();
    private final Map<String, Uni<Void>> putOff = new ConcurrentHashMap<>();
    private final Set<String> idle = ConcurrentHashMap.newKeySet();
    private final Watch watch;
    private volatile boolean open;

    public Feed(
            Queue queue,
            Places places,
            Couriers couriers,
            Notices notices,
            Recipients recipients,
            DispatchConfig config) {
        this.queue = queue;
        this.places = places;
        this.couriers = couriers;
        this.notices = notices;
        this.recipients = recipients;
        this.config = config;
        this.watch = new Watch(
                config.idle(),
                accounts -> open ? queue.due(accounts) : Uni.createFrom().item(accounts));
    }

    @Outgoing("email")
    public Multi<Parcel> email() {
        return source(Channel.EMAIL);
    }

    @Outgoing("sms")
    public Multi<Parcel> sms() {
        return source(Channel.SMS);
    }

    @Outgoing("social")
    public Multi<Parcel> social() {
        return source(Channel.SOCIAL);
    }

    /** From now on the accounts are pulled. */
    void open() {
        open = true;
    }

    /** No further claim; what is claimed and not begun goes back, what is begun is finished. */
    void close() {
        open = false;
    }

    boolean isOpen() {
        return open;
    }

    Room room(String account) {
        return rooms.computeIfAbsent(account, _ -> new Room(config.inFlight()));
    }

    /** A hand-off begins. */
    void started(Claim claim) {
        places.of(claim.account()).started(claim, queue.nanos());
    }

    /** It has ended; it keeps its place until that is on record. */
    void ended(Claim claim, Outcome outcome) {
        places.of(claim.account()).ended(claim, outcome, queue.nanos());
    }

    /** Deliveries that are claimed or in flight in this process. */
    int busy() {
        return rooms.values().stream().mapToInt(Room::taken).sum();
    }

    private Multi<Parcel> source(Channel channel) {
        return Multi.createBy()
                .merging()
                .streams(couriers.of(channel).stream()
                        .map(Courier::account)
                        .map(this::pull)
                        .toList());
    }

    private Multi<Parcel> pull(String account) {
        return Multi.createBy()
                .repeating()
                .uni(() -> rested(account).chain(() -> batch(account)))
                .indefinitely()
                .onItem()
                .<Parcel>disjoint();
    }

    /** An account that had nothing rests until there is something. */
    private Uni<Void> rested(String account) {
        return idle.remove(account) ? watch.wakes(account) : Uni.createFrom().voidItem();
    }

    /** What an account's lane has room for, claimed and opened, often nothing; waits for room. Never fails. */
    Uni<List<Parcel>> batch(String account) {
        Uni<Void> leaving = putOff.remove(account);
        Uni<Integer> room = leaving == null
                ? room(account).free()
                : leaving.chain(() -> room(account).some());
        return room
                // So much of the room may be taken by what hangs that a quarter never comes free.
                .ifNoItem()
                .after(config.idle())
                .recoverWithUni(() -> room(account).any())
                .chain(free -> claim(account, Math.min(free, config.claimBatch())))
                .chain(this::fetch)
                .onFailure()
                .invoke(e -> LOG.warnf(
                        "claim failed (%s), will be tried again", e.getClass().getSimpleName()))
                .onFailure()
                .retry()
                .withBackOff(config.retryAfter(), config.retryAtMost())
                .indefinitely();
    }

    private Uni<List<Claim>> claim(String account, int most) {
        if (!open) {
            idle.add(account);
            return Uni.createFrom().item(List.of());
        }
        return queue.claim(account, most).chain(claims -> {
            room(account).take(claims.size());
            if (claims.isEmpty()) {
                idle.add(account);
                return Uni.createFrom().item(claims);
            }
            return sorted(account, claims);
        });
    }

    /** Those that have a place; the others leave the room at once, while these are on their way. */
    private Uni<List<Claim>> sorted(String account, List<Claim> claims) {
        return places.sort(account, claims)
                .onFailure()
                .call(() -> giveBack(claims))
                .chain(sorted -> {
                    room(account).hanging(places.of(account).hanging());
                    if (!sorted.later().isEmpty()) {
                        putOff(account, sorted.later());
                    }
                    Uni<List<Claim>> go = Uni.createFrom().item(sorted.go());
                    // Who comes next is most likely of the same domain: a place comes free first.
                    return sorted.go().isEmpty() && sorted.busy()
                            ? go.onItem().delayIt().by(BREATH)
                            : go;
                });
    }

    /** While the others of the batch are on their way; the next batch waits for it, since places come free by it. */
    private void putOff(String account, Map<Claim, Duration> claims) {
        Uni<Void> leaving =
                untilItWorks(queue.putOff(claims), claims.keySet()).memoize().indefinitely();
        putOff.put(account, leaving);
        leaving.subscribe().with(_ -> {});
    }

    /** Opens the people of a batch; if that fails, the claims go back before the failure is told. */
    private Uni<List<Parcel>> fetch(List<Claim> claims) {
        if (claims.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        Map<UUID, List<Claim>> byNotice =
                claims.stream().collect(Collectors.groupingBy(Claim::notice, LinkedHashMap::new, Collectors.toList()));
        boolean others = byNotice.size() > 1;
        return Multi.createFrom()
                .iterable(byNotice.entrySet())
                .onItem()
                .transformToUniAndConcatenate(it -> parcels(it.getKey(), it.getValue())
                        .onFailure(_ -> others)
                        .recoverWithUni(e -> aside(it.getKey(), it.getValue(), e)))
                .collect()
                .in(ArrayList<Parcel>::new, List::addAll)
                .map(it -> (List<Parcel>) it)
                .onFailure()
                .call(() -> giveBack(claims));
    }

    private Uni<List<Parcel>> parcels(UUID notice, List<Claim> claims) {
        return notices.sending(notice)
                .chain(sending -> recipients
                        .open(
                                sending.incident(),
                                claims.stream().map(Claim::recipient).toList())
                        .map(people -> pack(claims, sending, people)));
    }

    /** What is wrong with one notice or its people holds up no other one: these come again after a while. */
    private Uni<List<Parcel>> aside(UUID notice, List<Claim> claims, Throwable fault) {
        LOG.warnf("people of notice %s cannot be opened: %s", notice, Faults.describe(fault));
        Map<Claim, Duration> later = claims.stream().collect(Collectors.toMap(it -> it, _ -> config.retryAtMost()));
        return untilItWorks(queue.putOff(later), claims).replaceWith(List.of());
    }

    private static List<Parcel> pack(List<Claim> claims, Sending sending, Map<UUID, Person> people) {
        return claims.stream()
                .map(it -> new Parcel(it, sending, people.get(it.recipient())))
                .toList();
    }

    /** Gives claims back to the queue and frees their room; tried until it works, since nobody else would. */
    Uni<Void> giveBack(List<Claim> claims) {
        return untilItWorks(queue.release(claims), claims);
    }

    /** Gives a claim back until a time. */
    Uni<Void> putOff(Claim claim, Instant until) {
        return untilItWorks(queue.postpone(Map.of(claim, until.atOffset(ZoneOffset.UTC))), List.of(claim));
    }

    private Uni<Void> untilItWorks(Uni<Integer> back, Collection<Claim> claims) {
        return back.onFailure()
                .retry()
                .withBackOff(config.retryAfter(), config.retryAtMost())
                .indefinitely()
                .invoke(() -> claims.forEach(this::left))
                .replaceWithVoid();
    }

    /** A delivery has left the lane, however it ended. */
    void left(Claim claim) {
        places.of(claim.account()).left(claim);
        room(claim.account()).leave();
    }
}
