package org.candor.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.candor.rig.Service;
import org.candor.sandbox.TwilioServer;

/**
 * How fast text messages leave: over the provider's SDK to a server of its shape in a process of its own, which answers each
 * call after 100 ms ({@code -Dbench.latency}), as far as it can be told from here.
 */
final class SmsBench {
    private static final int LATENCY_MILLIS = Integer.getInteger("bench.latency", 100);

    private SmsBench() {}

    static void run(Path folder) throws Exception {
        Process provider = start(folder);
        try (BufferedReader out = provider.inputReader(StandardCharsets.UTF_8)) {
            int port = Integer.parseInt(out.readLine().strip());
            try (Service service = Service.start(Sending.plan(folder)
                    .with("candor.courier.sms.main.base-url", "http://127.0.0.1:" + port)
                    .with("candor.courier.sms.main.account-sid", TwilioServer.ACCOUNT)
                    .with(
                            "candor.courier.sms.main.auth-token-file",
                            folder.resolve("outside/twilio-auth-token")
                                    .toAbsolutePath()
                                    .toString())
                    .with("candor.courier.sms.main.from", "+15005550006")
                    .with("candor.courier.sms.main.connections", "256"))) {
                Sending.say("text messages go to a server that answers after %d ms", LATENCY_MILLIS);
                new Sending(service, "sms").run(folder, figures -> figures.print("sms"));
            }
        } finally {
            provider.destroy();
        }
    }

    private static Process start(Path folder) throws IOException {
        Process provider = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.candor.sandbox.TwilioServer",
                        folder.resolve("outside").toString(),
                        "0",
                        Integer.toString(LATENCY_MILLIS)))
                .redirectError(folder.resolve("provider.log").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(provider::destroy, "provider end"));
        return provider;
    }
}
