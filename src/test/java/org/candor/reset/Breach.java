package org.candor.reset;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.candor.delivery.Channel;
import org.candor.incident.ExposedClass;
import org.candor.incident.Facts;
import org.candor.incident.Incidents;
import org.candor.incident.Organisation;
import org.candor.incident.RecipientForm;
import org.candor.incident.Recipients;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Violations;

/** Makes incidents with people, and notices that offer them links, as the rooms above do. */
@ApplicationScoped
class Breach {
    private static final Duration SOON = Duration.ofSeconds(20);
    static final Facts FACTS = new Facts(
            "IR-2026-014",
            "Customer portal credential exposure",
            new Organisation(
                    "Example Bank",
                    "privacy@example.com",
                    "+14155550100",
                    "https://example.com/privacy",
                    "1 Main St, Springfield"),
            null,
            null,
            null,
            Set.of(ExposedClass.NAMES, ExposedClass.PASSWORDS),
            Set.of(),
            Set.of());

    private final Pool pool;
    private final Incidents incidents;
    private final Recipients recipients;
    private final ResetLinks links;

    Breach(Pool pool, Incidents incidents, Recipients recipients, ResetLinks links) {
        this.pool = pool;
        this.incidents = incidents;
        this.recipients = recipients;
        this.links = links;
    }

    /** An incident of Anna (English), Bernd (German) and others, all with names and passwords exposed. */
    record Made(UUID incident, List<UUID> people) {}

    Made incident(int people) {
        List<RecipientForm> forms = new ArrayList<>();
        for (int i = 0; i < people; i++) {
            forms.add(new RecipientForm(
                    "c-" + i,
                    i == 0 ? "Anna Canary" : "Bernd Canary " + i,
                    "canary" + i + "@example.net",
                    null,
                    i == 0 ? "en" : "de",
                    null,
                    List.of("names", "passwords"),
                    true,
                    "acct-" + i));
        }
        UUID incident = await(pool.withTransaction(tx -> incidents
                .create(tx, FACTS, "alice")
                .call(id -> recipients.add(
                        tx, id, Recipients.check(new ArrayList<>(forms), new Violations(), "/recipients")))));
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < people; i++) {
            ids.add(await(recipients.findByRef(incident, "c-" + i)));
        }
        return new Made(incident, ids);
    }

    /** A notice that goes out to all of them by email and offers each a link for 14 days. */
    UUID notice(Made breach) {
        UUID notice = Ids.next();
        await(pool.withTransaction(tx -> links.announce(
                        tx,
                        new Announcement(
                                notice,
                                breach.incident(),
                                Set.of(Channel.EMAIL),
                                Map.of("en", "Some of your data was taken", "de", "Daten von Ihnen"),
                                "en"))
                .chain(() -> links.offer(tx, notice, breach.incident(), 1, inDays(14), breach.people()))));
        return notice;
    }

    static OffsetDateTime inDays(int days) {
        return OffsetDateTime.now().plusDays(days);
    }

    /** The token of a person's link. */
    String token(UUID notice, UUID recipient) {
        String link = links.link(notice, recipient, 1);
        return link.substring(link.lastIndexOf('/') + 1);
    }

    /** Runs a statement of the test's own. */
    void run(String sql, Object... values) {
        await(pool.preparedQuery(sql).execute(Tuple.from(values)));
    }

    long number(String sql, Object... values) {
        return await(pool.preparedQuery(sql).execute(Tuple.from(values)))
                .iterator()
                .next()
                .getLong(0);
    }

    static <T> T await(Uni<T> uni) {
        return uni.await().atMost(SOON);
    }
}
