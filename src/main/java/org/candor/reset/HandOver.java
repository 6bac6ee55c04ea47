package org.candor.reset;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.candor.incident.Recipients;
import org.candor.plumbing.Faults;
import org.candor.plumbing.Sql;
import org.candor.plumbing.StrictJson;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Hands requests over to the identity provider, from the table: whatever happens to a process, what is due stays due.
 *
 * <ol>
 *   <li>Claim what is due ({@code SKIP LOCKED}: processes share the work), its next try moved past the time of a call.
 *   <li>Call, with the same {@code webhook-id} every time.
 *   <li>2xx: handed over. 410: no more calls. All else: again after 5 s, 5 min, 30 min, 2, 5, 10, 14, 20 and 24 h, the
 *       schedule of Standard Webhooks; then no more. What is not handed over stays to be read from the API.
 * </ol>
 */
@ApplicationScoped
public class HandOver {
    private static final Logger LOG = Logger.getLogger(HandOver.class);
    private static final Sql SQL = ResetLinks.SQL;
    private static final int AT_ONCE = 20;
    private static final Duration LONGEST_PAUSE = Duration.ofHours(6);
    /** After the first call, the second, and so on. */
    private static final List<Duration> SCHEDULE = List.of(
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(5),
            Duration.ofHours(10),
            Duration.ofHours(14),
            Duration.ofHours(20),
            Duration.ofHours(24));

    private final Pool pool;
    private final Recipients recipients;
    private final ResetConfig config;
    private final @Nullable Webhook webhook;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile double waitingSeconds;
    private @Nullable Cancellable pulse;

    @Inject
    HandOver(Pool pool, Recipients recipients, ResetConfig config, InstantSource clock, MeterRegistry meters) {
        this.pool = pool;
        this.recipients = recipients;
        this.config = config;
        this.webhook = webhook(config, clock);
        config.redirectUrl().ifPresent(it -> Webhook.secure("candor.reset.redirect-url", it));
        Gauge.builder("candor.webhook.oldest", this, it -> it.waitingSeconds)
                .baseUnit("seconds")
                .description("Age of the oldest reset request that the identity provider has not taken yet.")
                .register(meters);
    }

    private static @Nullable Webhook webhook(ResetConfig config, InstantSource clock) {
        if (config.webhookUrl().isEmpty()) {
            return null;
        }
        Path secret = config.webhookSecretFile()
                .orElseThrow(() -> new ConfigurationException(
                        "candor.reset.webhook-url needs candor.reset.webhook-secret-file: calls are signed."));
        return new Webhook(config.webhookUrl().get(), secret, config.webhookTimeout(), clock);
    }

    void start(@Observes StartupEvent event) {
        if (webhook != null) {
            pulse = Multi.createFrom()
                    .ticks()
                    .every(config.sweep())
                    .onOverflow()
                    .drop()
                    .subscribe()
                    .with(_ -> soon());
        }
    }

    void stop(@Observes ShutdownEvent event) {
        close();
    }

    void close() {
        if (pulse != null) {
            pulse.cancel();
        }
        if (webhook != null) {
            webhook.close();
        }
    }

    /** Who tells the identity provider of a request of this kind. A redirect leads to a password page and no other. */
    Requests.Way way(String kind) {
        if (webhook != null) {
            return Requests.Way.WEBHOOK;
        }
        boolean redirect = config.redirectUrl().isPresent() && kind.equals("password");
        return redirect ? Requests.Way.PERSON : Requests.Way.NOBODY;
    }

    /** Looks for what is due, unless that is being done. Waits for nothing and fails never: the next sweep looks again. */
    void soon() {
        if (webhook == null || !busy.compareAndSet(false, true)) {
            return;
        }
        round().onTermination()
                .invoke(() -> busy.set(false))
                .subscribe()
                .with(_ -> {}, e -> LOG.warnf("hand-over failed, will be tried again: %s", Faults.describe(e)));
    }

    /** Calls for everything that is due now; how many calls were made. */
    Uni<Integer> round() {
        Duration lease = config.webhookTimeout().multipliedBy(2).plusSeconds(10);
        return pool.preparedQuery(SQL.get("due"))
                .execute(Tuple.of(AT_ONCE, (double) lease.toSeconds()))
                .chain(rows -> Multi.createFrom()
                        .iterable(rows)
                        .onItem()
                        .transformToUni(this::handOver)
                        .merge(AT_ONCE)
                        .collect()
                        .with(java.util.stream.Collectors.summingInt(it -> it)))
                .call(this::look);
    }

    private Uni<Integer> handOver(Row row) {
        Webhook provider = Objects.requireNonNull(webhook);
        return account(row)
                .chain(account -> provider.call(row.getUUID("id").toString(), body(row, account)))
                .chain(called -> settle(row, called))
                .replaceWith(1);
    }

    /** What the identity provider knows the person by, where it is to be told: opened here and nowhere kept. */
    private Uni<@Nullable String> account(Row row) {
        if (!config.webhookAccount()) {
            return Uni.createFrom().nullItem();
        }
        UUID recipient = row.getUUID("recipient");
        return recipients.open(row.getUUID("incident"), List.of(recipient)).map(people -> {
            var person = people.get(recipient);
            return person == null ? null : person.account();
        });
    }

    private static String body(Row row, @Nullable String account) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("request", row.getUUID("id"));
        data.put("reference", row.getString("reference"));
        data.put("kind", row.getString("kind"));
        data.put("notice", row.getUUID("notice"));
        data.put("incident", row.getUUID("incident"));
        data.put("recipient", row.getUUID("recipient"));
        if (account != null) {
            data.put("account", account);
        }
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("type", "reset.requested");
        event.put("timestamp", row.getOffsetDateTime("requested_at"));
        event.put("data", data);
        return StrictJson.write(event);
    }

    private Uni<Void> settle(Row row, Webhook.Called called) {
        UUID id = row.getUUID("id");
        int tries = row.getInteger("tries");
        return switch (called) {
            case Webhook.Called.Taken it -> run("handed-over", Tuple.of(id, it.answer()));
            case Webhook.Called.Gone it -> run("not-handed-over", Tuple.of(id, tries, it.answer(), null));
            case Webhook.Called.NotTaken it ->
                run("not-handed-over", Tuple.of(id, tries, it.answer(), delaySeconds(tries, it.pause())));
        };
    }

    /** Null when the schedule has come to its end. An endpoint may ask for a longer pause, up to six hours. */
    static @Nullable Double delaySeconds(int tries, @Nullable Duration asked) {
        if (tries > SCHEDULE.size()) {
            return null;
        }
        Duration delay = SCHEDULE.get(tries - 1);
        Duration pause = asked == null ? Duration.ZERO : asked;
        Duration most = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        return (double) (most.compareTo(delay) > 0 ? most : delay).toSeconds();
    }

    private Uni<Void> run(String statement, Tuple values) {
        return pool.preparedQuery(SQL.get(statement)).execute(values).replaceWithVoid();
    }

    private Uni<Void> look() {
        return pool.preparedQuery(SQL.get("waiting"))
                .execute()
                .invoke(rows -> waitingSeconds = rows.iterator().next().getDouble("seconds"))
                .replaceWithVoid();
    }
}
