package org.candor.incident;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Incidents and people as tests need them. */
public final class Samples {
    private static final Duration SOON = Duration.ofSeconds(30);

    private Samples() {}

    public static Facts facts() {
        return new Facts(
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
                EnumSet.of(ExposedClass.NAMES, ExposedClass.PASSWORDS),
                Set.of(),
                Set.of("US-NY"));
    }

    public static NewRecipient person(String ref) {
        return person(ref, ref + "@example.net", null, null);
    }

    public static NewRecipient person(
            String ref, @Nullable String email, @Nullable String phone, @Nullable String locale) {
        return new NewRecipient(ref, "Person " + ref, email, phone, locale, "US-CA", null, true, "acct-" + ref);
    }

    /** An incident with these people, made the way the inline call makes it. */
    public static UUID incident(Pool pool, Incidents incidents, Recipients recipients, List<NewRecipient> people) {
        return await(pool.withTransaction(tx -> incidents
                .create(tx, facts(), "alice")
                .call(id -> people.isEmpty() ? Uni.createFrom().voidItem() : recipients.add(tx, id, people))));
    }

    public static <T> T await(Uni<T> uni) {
        return uni.await().atMost(SOON);
    }
}
