package org.candor.incident;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.candor.vault.Vault;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Another key wraps, while the service runs. */
@QuarkusTest
class RewrappingTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @Inject
    Rewrapping rewrapping;

    @Inject
    Incidents incidents;

    @Inject
    Recipients recipients;

    @Inject
    Vault vault;

    @Inject
    Pool pool;

    @ConfigProperty(name = "candor.data-dir")
    Path data;

    @Test
    void p4_all_keys_are_wrapped_again_by_the_new_one_and_everybody_can_still_be_opened() throws IOException {
        await(vault.check());
        UUID incident = Samples.incident(
                pool,
                incidents,
                recipients,
                List.of(new NewRecipient("anna", "Anna", "anna@example.net", null, "en", "US-CA", null, true, null)));
        Path file = data.resolve("keys").resolve("vault.json");
        Vault.addKek(file);
        await(vault.check());
        Vault.useNewestKek(file);
        await(vault.check());
        long rounds = count("SELECT count(*) AS n FROM audit WHERE action = 'keys.rewrapped'");
        assertTrue(behind() > 0);

        await(rewrapping.round());

        assertEquals(0, behind());
        assertEquals(1, await(recipients.count(incident)));
        assertFalse(await(recipients.sampleByLocale(incident)).isEmpty());
        assertTrue(count("SELECT count(*) AS n FROM audit WHERE action = 'keys.rewrapped'") > rounds);
        await(rewrapping.round());
        Vault.dropOldKeks(file);
        await(vault.check());
        assertTrue(vault.answers());
        assertFalse(await(recipients.sampleByLocale(incident)).isEmpty());
        // The database's own mark may be wrapped by the first key yet.
        Vault.reopenKeks(file);
    }

    private long behind() {
        return pool.preparedQuery("SELECT count(*) AS n FROM incident WHERE sealed_key IS NOT NULL"
                        + " AND substring(sealed_key FROM 1 FOR octet_length($1::bytea)) <> $1::bytea")
                .execute(Tuple.of(io.vertx.core.buffer.Buffer.buffer(vault.generation())))
                .map(rows -> rows.iterator().next().getLong("n"))
                .await()
                .atMost(SOON);
    }

    private long count(String text) {
        return await(
                pool.query(text).execute().map(rows -> rows.iterator().next().getLong("n")));
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(SOON);
    }
}
