package org.candor.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.candor.rig.Service;
import org.candor.sandbox.Alone;
import org.candor.sandbox.TwilioServer;

/**
 * How fast text messages leave: over the provider's SDK to a server of its shape in a process of its own, which answers each
 * call after 100 ms ({@code -Dbench.latency}), as far as it can be told from here.
 */
final class SmsBench {
    private static final int LATENCY_MILLIS = Integer.getInteger("bench.latency", 100);

    private SmsBench() {}

    /** First without receipts, as fast as calls go out; then with two for each message, which arrive while others go out. */
    static void run(Path folder) throws Exception {
        run(Files.createDirectory(folder.resolve("silent")), "sms", false);
        run(Files.createDirectory(folder.resolve("told")), "sms with receipts", true);
    }

    private static void run(Path folder, String what, boolean receipts) throws Exception {
        Process provider = start(folder);
        try (BufferedReader out = provider.inputReader(StandardCharsets.UTF_8)) {
            int port = Integer.parseInt(out.readLine().strip());
            Path token = folder.resolve("outside/twilio-auth-token").toAbsolutePath();
            Service.Plan plan = Sending.plan(folder)
                    .with("candor.courier.sms.main.base-url", "http://127.0.0.1:" + port)
                    .with("candor.courier.sms.main.account-sid", TwilioServer.ACCOUNT)
                    .with("candor.courier.sms.main.auth-token-file", token.toString())
                    .with("candor.courier.sms.main.from", "+15005550006");
            try (Service service =
                    Service.start(receipts ? plan : plan.with("candor.courier.sms.main.callback-url", ""))) {
                Sending.say("%s: to a server that answers after %d ms", what, LATENCY_MILLIS);
                new Sending(service, "sms").run(folder, figures -> figures.print(what));
            }
        } finally {
            provider.destroy();
        }
    }

    private static Process start(Path folder) throws IOException {
        Process provider = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        // It stands for somebody else's machine: what its compiler takes is missing here.
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Alone.class.getName(),
                        "sms",
                        folder.resolve("outside").toString(),
                        "0",
                        Integer.toString(LATENCY_MILLIS)))
                .redirectError(folder.resolve("provider.log").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(provider::destroy, "provider end"));
        return provider;
    }
}
