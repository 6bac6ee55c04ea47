package org.candor.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.candor.rig.Api;
import org.candor.rig.Comparison;
import org.candor.rig.Delivered;
import org.candor.rig.Deliveries;
import org.candor.rig.Ledger;
import org.candor.rig.Samples;
import org.candor.rig.Service;
import org.candor.sandbox.SmtpLedger;
import org.candor.sandbox.SmtpSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The service as a process of its own, killed in the middle of a notice. The mail server lives in this process and keeps
 * its ledger through the kill: it is the truth that the service is measured by.
 */
class KillIT {
    private static final int PEOPLE = 2_000;
    private static final int IN_FLIGHT = 16;

    @TempDir
    Path folder;

    @Test
    void a_kill_in_the_middle_loses_nothing_and_doubles_nothing_unsaid() throws Exception {
        try (SmtpLedger server =
                SmtpLedger.start(SmtpSettings.in(folder.resolve("outside")).keepingMail(false))) {
            Service.Plan plan = plan(server.port());
            String notice;
            Service first = Service.start(plan);
            try (first) {
                notice = release(first);
                Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> server.taken() > PEOPLE / 4);
                first.kill();
            }
            long before = server.taken();
            assertTrue(before < PEOPLE, "the kill came too late to prove anything");

            try (Service second = Service.start(plan)) {
                Api operator = Api.demo(second, "operator");
                awaitCompleted(operator, notice);
                List<Delivered> deliveries = Deliveries.of(operator, notice);
                assertEquals(PEOPLE, deliveries.size());
                assertEquals(
                        List.of(), Comparison.of(deliveries, Ledger.read(folder.resolve("outside/ledger.ndjson"))));
                long unknown = deliveries.stream()
                        .filter(it -> it.state().equals("unknown"))
                        .count();
                assertTrue(unknown <= IN_FLIGHT, "at most what was in flight may be unknown, not " + unknown);
                assertEquals(
                        PEOPLE - unknown,
                        deliveries.stream()
                                .filter(it -> it.state().equals("accepted"))
                                .count());
                // 128 + SIGTERM is how a JVM ends that was asked to; what is left behind is checked, not the number
                // alone.
                assertEquals(143, second.stop());
                assertTrue(Files.readString(second.log()).contains("0 deliveries back to the queue, 0 unknown"));
            }
        }
    }

    private Service.Plan plan(int smtpPort) {
        return Service.Plan.demo(folder.resolve("data"))
                .mailTo(smtpPort)
                .with("candor.dispatch.in-flight", Integer.toString(IN_FLIGHT))
                .with("candor.queue.heartbeat", "200ms")
                .with("candor.queue.self-fence", "1s")
                .with("candor.queue.dead-after", "3s");
    }

    private String release(Service service) throws IOException, InterruptedException {
        Api author = Api.demo(service, "operator");
        Api approver = Api.demo(service, "approver");
        String incident = Samples.report(author);
        Path list = folder.resolve("people.ndjson");
        try (BufferedWriter out = Files.newBufferedWriter(list)) {
            for (int i = 0; i < PEOPLE; i++) {
                out.write(Samples.recipient(i));
                out.newLine();
            }
        }
        author.upload("/v1/incidents/" + incident + "/recipients?name=people", "application/x-ndjson", list)
                .expect(202);
        return Samples.release(author, approver, incident);
    }

    private static void awaitCompleted(Api operator, String notice) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> operator.get("/v1/notices/" + notice)
                        .expect(200)
                        .body()
                        .get("state")
                        .asText()
                        .startsWith("completed"));
    }
}
