package org.candor.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.candor.rig.Api;
import org.candor.rig.Books;
import org.candor.rig.Cluster;
import org.candor.rig.KeyService;
import org.candor.rig.Ledger;
import org.candor.rig.Oracles;
import org.candor.rig.Postgres;
import org.candor.rig.Samples;
import org.candor.sandbox.SmtpLedger;
import org.candor.sandbox.SmtpSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The key that wraps the keys of incidents is taken away in the middle of a notice, and given back. */
class KeysAwayIT {
    private static final int PEOPLE = 600;
    private static final int IN_FLIGHT = 8;
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration LONG = Duration.ofMinutes(3);

    @TempDir
    Path folder;

    @Test
    void p4_while_the_keys_refuse_nothing_is_opened_or_begun_and_all_of_it_goes_on_afterwards() throws Exception {
        Path token = Files.writeString(folder.resolve("token"), KeyService.TOKEN);
        try (KeyService keys = new KeyService();
                SmtpLedger mail = SmtpLedger.start(SmtpSettings.in(folder.resolve("outside")));
                Postgres database = Postgres.start(folder.resolve("pg"));
                Cluster one = new Cluster(
                        Cluster.plan(folder.resolve("data"), database, mail.port())
                                .with("candor.vault.wrapped-by", "transit")
                                .with(
                                        "candor.vault.transit.address",
                                        keys.address().toString())
                                .with("candor.vault.transit.key", "candor")
                                .with("candor.vault.transit.token-file", token.toString())
                                .with("candor.access.vault-check-every", "500ms")
                                .with("candor.courier.email.main.pace", "60/s")
                                .with("candor.dispatch.in-flight", Integer.toString(IN_FLIGHT)),
                        database)) {
            one.start(0);
            UUID notice = one.release(0, "email", IntStream.range(0, PEOPLE).mapToObj(Samples::recipient));
            Awaitility.await().atMost(LONG).until(() -> mail.taken() > PEOPLE / 10);

            keys.fault = 403;
            Awaitility.await().atMost(SOON).until(() -> ready(one) == 503);
            long during = mail.taken();
            assertTrue(during < PEOPLE / 2, "the keys went too late to prove anything");
            Api operator = one.api(0, "operator");
            Api.Answer refused =
                    operator.post("/v1/incidents", Samples.incident()).expect(503);
            assertTrue(Integer.parseInt(refused.header("Retry-After")) > 0);
            Awaitility.await().pollDelay(Duration.ofSeconds(3)).until(() -> true);
            assertTrue(
                    mail.taken() - during <= 2 * IN_FLIGHT,
                    "what was open already is all that went out, not " + (mail.taken() - during));

            keys.fault = 0;
            Awaitility.await().atMost(SOON).until(() -> ready(one) == 200);
            one.awaitSettled(notice, LONG);
            Ledger ledger = Ledger.read(folder.resolve("outside/ledger.ndjson"));
            Awaitility.await()
                    .atMost(SOON)
                    .untilAsserted(
                            () -> assertEquals(List.of(), Oracles.all(one.story(0, ledger, Duration.ofMinutes(15)))));
            assertEquals(PEOPLE, Books.of(database).only(notice).in("accepted"));
        }
    }

    private static int ready(Cluster one) throws IOException, InterruptedException {
        URI health = URI.create("http://127.0.0.1:" + one.service(0).managementPort() + "/q/health/ready");
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(health).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
