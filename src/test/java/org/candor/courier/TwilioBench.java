package org.candor.courier;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import org.candor.delivery.Address;
import org.candor.delivery.Channel;
import org.candor.delivery.Handoff;
import org.candor.delivery.Letter;
import org.candor.delivery.Outcome;
import org.candor.plumbing.Ids;
import org.candor.sandbox.TwilioServer;

/**
 * How fast the courier for text messages alone is: {@code TwilioBench <folder> <port> [messages] [connections] [rounds]}
 * against {@code TwilioServer <folder> <port> 100} in a process of its own. Prints messages a second and microseconds of CPU
 * a message for each round; the first is cold.
 */
public final class TwilioBench {
    private TwilioBench() {}

    public static void main(String... arguments) throws InterruptedException {
        int messages = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 20_000;
        int connections = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 256;
        int rounds = arguments.length > 4 ? Integer.parseInt(arguments[4]) : 3;
        TwilioAccount account = new TwilioAccount(
                "bench",
                URI.create("http://127.0.0.1:" + arguments[1]),
                TwilioServer.ACCOUNT,
                new SecretFile(Path.of(arguments[0], "twilio-auth-token")),
                null,
                new TwilioAccount.Senders("+15005550006", Map.of()),
                null,
                new TwilioAccount.Limits(
                        new OneCall.Limits(
                                connections, Duration.ofSeconds(60), Duration.ofSeconds(10), Duration.ofSeconds(15)),
                        new Ramp.Limits(connections, 3, Duration.ofMinutes(1)),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(10)));
        try (TwilioCourier courier = new TwilioCourier(account, null, InstantSource.system())) {
            for (int round = 1; round <= rounds; round++) {
                round(courier, round, messages, connections);
            }
        }
    }

    private static void round(TwilioCourier courier, int round, int messages, int inFlight)
            throws InterruptedException {
        Semaphore lane = new Semaphore(inFlight);
        CountDownLatch done = new CountDownLatch(messages);
        LongAdder bad = new LongAdder();
        long cpu = cpu();
        long start = System.nanoTime();
        for (int i = 0; i < messages; i++) {
            lane.acquire();
            courier.send(handoff(i)).subscribe().with(outcome -> {
                if (!(outcome instanceof Outcome.Accepted)) {
                    bad.increment();
                }
                lane.release();
                done.countDown();
            });
        }
        done.await();
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "round %d: %,.0f messages/s, %.0f us of CPU a message, %d not accepted%n",
                round, messages / seconds, (cpu() - cpu) / 1e3 / messages, bad.sum());
    }

    private static Handoff handoff(int person) {
        Letter letter = new Letter(
                "",
                "Example Bank: some of your data was taken. What leaked and what to do: https://notices.bank.example/r/"
                        + person,
                "",
                "en");
        Address to = Address.of(Channel.SMS, "+4915%08d".formatted(person));
        return new Handoff(Ids.next(), 1, Ids.next(), to, letter, Instant.now().plusSeconds(3_600));
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
