package org.candor.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.candor.rig.Issuer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the issuer is asked with. */
@QuarkusTest
@TestProfile(IssuerProfile.class)
class IssuerDeskTest {
    private static final String BACK = "http://localhost/back";
    private static final Duration SOON = Duration.ofSeconds(20);

    @Inject
    IssuerDesk desk;

    @Inject
    Doorstep doorstep;

    @Inject
    AccessConfig config;

    private Path secret;

    @BeforeEach
    void issuer_is_there() {
        IssuerProfile.issuer().down(false);
        secret = config.oidc().clientSecretFile().orElseThrow();
    }

    @AfterEach
    void the_secret_is_a_file_again() throws Exception {
        Files.deleteIfExists(secret);
        Files.writeString(secret, Issuer.SECRET + "\n");
    }

    @Test
    void whoever_asks_does_not_wait_for_a_slow_file() throws Exception {
        // A code that nobody gave; afterwards the issuer's addresses are known.
        assertEquals("", desk.idToken(doorstep.open(), "x", BACK).await().atMost(SOON));
        Files.delete(secret);
        assertEquals(0, new ProcessBuilder("mkfifo", secret.toString()).start().waitFor());
        CompletableFuture<CompletableFuture<String>> asked = CompletableFuture.supplyAsync(
                () -> desk.idToken(doorstep.open(), "x", BACK).subscribeAsCompletionStage());
        boolean answered = asked.completeOnTimeout(null, 5, TimeUnit.SECONDS).get() != null;
        // Opened both ways, which waits for nobody.
        try (RandomAccessFile pipe = new RandomAccessFile(secret.toFile(), "rw")) {
            pipe.write((Issuer.SECRET + "\n").getBytes(StandardCharsets.UTF_8));
            assertTrue(answered, "the file was read where it was asked for");
            assertEquals("", asked.get().get(SOON.toSeconds(), TimeUnit.SECONDS));
        }
    }
}
