package org.candor.notice;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.candor.access.Caller;
import org.candor.courier.Couriers;
import org.candor.delivery.Address;
import org.candor.delivery.Channel;
import org.candor.delivery.Evidence;
import org.candor.delivery.Handoff;
import org.candor.delivery.Letter;
import org.candor.delivery.Outcome;
import org.candor.incident.Incidents;
import org.candor.incident.Person;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;
import org.candor.queue.TestAttempt;
import org.candor.queue.TestAttempts;
import org.candor.record.Record;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends one message of a notice to the contact of the key that asks, written like everybody's but for its link, which opens
 * nothing.
 *
 * <ol>
 *   <li>{@link #begin}, in the call's transaction: the hour's quota, the record, the attempt;
 *   <li>{@link #send}, once that is committed: by itself, without a connection of the database, and whether or not whoever called
 *       still waits for the answer.
 * </ol>
 */
@ApplicationScoped
class TestSend {
    private static final Logger LOG = Logger.getLogger(TestSend.class);
    private static final String DONE = "notice.tested";
    private static final String SOMEBODY = "Alex Sample";
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration OF_USE = Duration.ofMinutes(10);
    private static final Duration SOON = Duration.ofMillis(200);
    private static final int TRIES = 5;
    private static final Pattern EMAIL = Pattern.compile("[^\\s@]+@[^\\s@]+");
    private static final Pattern NUMBER = Pattern.compile("\\+[1-9]\\d{6,14}");

    private final Store store;
    private final Incidents incidents;
    private final Notices notices;
    private final Sampler sampler;
    private final Accounts accounts;
    private final Couriers couriers;
    private final TestAttempts attempts;
    private final Record record;
    private final NoticeConfig config;
    private final InstantSource clock;

    TestSend(
            Store store,
            Incidents incidents,
            Notices notices,
            Sampler sampler,
            Accounts accounts,
            Couriers couriers,
            TestAttempts attempts,
            Record record,
            NoticeConfig config,
            InstantSource clock) {
        this.store = store;
        this.incidents = incidents;
        this.notices = notices;
        this.sampler = sampler;
        this.accounts = accounts;
        this.couriers = couriers;
        this.attempts = attempts;
        this.record = record;
        this.config = config;
        this.clock = clock;
    }

    /** A message that is on record and has not gone out. Prints without where it goes. */
    record Ready(TestAttempt attempt, Duration pause, Address to, Letter letter) {
        @Override
        public String toString() {
            return "Ready[" + attempt.id() + "]";
        }
    }

    /** How a call begins one within its transaction; see {@link #begin}. */
    interface Begin {
        Uni<Ready> begin(SqlConnection tx, Caller caller, UUID id, @Nullable String locale);
    }

    /**
     * Sends what a call begins, once the call has committed it. A repetition begins nothing.
     *
     * @param call the call, which is made to its end even if nobody waits for it any more: its transaction would be as well
     */
    <T> Uni<T> sendingAfter(Function<Begin, Uni<T>> call) {
        AtomicReference<@Nullable Ready> begun = new AtomicReference<>();
        Uni<T> made = call.apply((tx, caller, id, locale) ->
                        begin(tx, caller, id, locale).invoke(begun::set))
                .invoke(() -> {
                    Ready ready = begun.get();
                    if (ready != null) {
                        send(ready);
                    }
                });
        return Uni.createFrom().emitter(answer -> made.subscribe().with(answer::complete, answer::fail));
    }

    /**
     * Writes it and puts it on record. 409 for a key without a contact, 429 with {@code Retry-After} when an hour's are used up.
     *
     * @param locale the language to show; null for the notice's default
     */
    private Uni<Ready> begin(SqlConnection tx, Caller caller, UUID id, @Nullable String locale) {
        Address to = contact(caller);
        UUID attempt = Ids.next();
        return store.get(tx, id)
                .map(Store.Seen::notice)
                .invoke(it -> caller.mayTouch(it.incident))
                .chain(it -> sending(tx, it).chain(sending -> {
                    String account = account(it, to.channel());
                    Letter letter = letter(sending, to.channel(), locale);
                    return record.quota(tx, caller.owner(), DONE, config.testsAnHour(), HOUR)
                            .chain(() -> attempts.begin(tx, attempt, id, to.channel(), account, caller.owner()))
                            .call(() ->
                                    record.note(tx, caller.owner(), DONE, id, detail(attempt, to.channel(), account)))
                            .map(begun -> new Ready(begun.attempt(), begun.pause(), to, letter));
                }));
    }

    private static Map<String, String> detail(UUID attempt, Channel channel, String account) {
        return Map.of("attempt", attempt.toString(), "channel", channel.word(), "account", account);
    }

    private static Address contact(Caller caller) {
        String contact = caller.contact() == null ? "" : caller.contact().strip();
        if (EMAIL.matcher(contact).matches()) {
            return Address.of(Channel.EMAIL, contact);
        }
        if (NUMBER.matcher(contact).matches()) {
            return Address.of(Channel.SMS, contact);
        }
        throw Problem.of(
                409,
                "conflict",
                "This key has no contact to send a test to: give it an email address or a number such as +14155550100, in the"
                        + " key file or by key create --contact.");
    }

    private Uni<Sending> sending(SqlConnection tx, Notice it) {
        return it.facts != null
                ? Uni.createFrom().item(notices.of(it))
                : incidents.facts(tx, it.incident).map(facts -> notices.of(it, facts));
    }

    private String account(Notice it, Channel channel) {
        if (!it.spec().ways().contains(channel)) {
            throw Problem.of(
                    409,
                    "conflict",
                    "The contact of this key is for " + channel.word() + ", which this notice is not sent by.");
        }
        return accounts.first(it.spec(), channel)
                .orElseThrow(() -> Problem.of(409, "conflict", "There is no account for " + channel.word() + "."));
    }

    private Letter letter(Sending sending, Channel channel, @Nullable String locale) {
        String language = locale == null ? sending.brief().defaultLocale() : locale;
        Person somebody = Sampler.anybody(language, sending.brief().facts().exposed(), SOMEBODY);
        return channel == Channel.SMS ? sampler.text(sending, somebody) : sampler.write(sending, somebody);
    }

    /** Lets it go, and keeps what comes of it; nobody waits for that. */
    private void send(Ready it) {
        UUID id = it.attempt().id();
        Handoff handoff = new Handoff(
                id,
                1,
                id,
                it.to(),
                it.letter(),
                clock.instant().plus(OF_USE),
                () -> attempts.goes(id).subscribeAsCompletionStage());
        Uni.createFrom()
                .item(handoff)
                .onItem()
                .delayIt()
                .by(it.pause().plusMillis(1))
                .chain(ready -> couriers.of(it.attempt().account()).send(ready))
                .onFailure()
                .recoverWithItem(new Outcome.Unknown(Evidence.of("courier-broke")))
                .chain(outcome -> attempts.end(id, outcome)
                        .onFailure()
                        .retry()
                        .withBackOff(SOON)
                        .atMost(TRIES))
                .subscribe()
                .with(
                        _ -> {},
                        e -> LOG.warnf(
                                "what came of test %s is not on record (%s)",
                                id, e.getClass().getSimpleName()));
    }
}
