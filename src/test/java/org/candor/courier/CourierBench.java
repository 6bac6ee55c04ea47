package org.candor.courier;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import org.candor.delivery.Address;
import org.candor.delivery.Channel;
import org.candor.delivery.Handoff;
import org.candor.delivery.Letter;
import org.candor.delivery.Outcome;
import org.candor.plumbing.Ids;

/**
 * How fast the email courier alone is: {@code CourierBench <port> [letters] [in flight] [connections] [rounds]} against a
 * relay on loopback, best {@code smtp-sink -c 127.0.0.1:<port> 1000} of Postfix. Prints letters a second and microseconds
 * of CPU a letter for each round; the first is cold.
 */
public final class CourierBench {
    private CourierBench() {}

    public static void main(String... arguments) throws InterruptedException {
        int port = Integer.parseInt(arguments[0]);
        int letters = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 40_000;
        int inFlight = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 128;
        int connections = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 16;
        int rounds = arguments.length > 4 ? Integer.parseInt(arguments[4]) : 5;
        boolean html = arguments.length > 5 && arguments[5].equals("html");
        EmailAccount account = new EmailAccount(
                "bench",
                "127.0.0.1",
                port,
                EmailAccount.Tls.NONE,
                false,
                null,
                null,
                null,
                new EmailAccount.Sender(
                        "a@bank.example", "Bank", "b@bank.example", "bank.example", "bank.example", "bank.example"),
                new EmailAccount.Pooling(connections, 100_000, Duration.ofSeconds(30), Duration.ofSeconds(5)),
                new EmailAccount.Limits(
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(180),
                        Duration.ofSeconds(600),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(5)));
        try (EmailCourier courier = new EmailCourier(account, InstantSource.system())) {
            for (int round = 1; round <= rounds; round++) {
                round(courier, round, letters, inFlight, html);
            }
        }
    }

    private static void round(EmailCourier courier, int round, int letters, int inFlight, boolean html)
            throws InterruptedException {
        String body = "Some of your data was taken from our systems. This line is as long as most.\n".repeat(38);
        Semaphore lane = new Semaphore(inFlight);
        CountDownLatch done = new CountDownLatch(letters);
        LongAdder bad = new LongAdder();
        long cpu = cpu();
        long start = System.nanoTime();
        for (int i = 0; i < letters; i++) {
            Letter letter = new Letter(
                    "Some of your data was taken",
                    "Dear person " + i + ",\n\n" + body,
                    html ? "<p>" + body + "</p>" : "",
                    "en");
            lane.acquire();
            courier.send(new Handoff(
                            Ids.next(),
                            1,
                            Ids.next(),
                            Address.of(Channel.EMAIL, "person" + i + "@people.example"),
                            letter,
                            java.time.Instant.MAX))
                    .subscribe()
                    .with(outcome -> {
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
                "round %d: %,.0f letters/s, %.0f us of CPU a letter, %d not accepted%n",
                round, letters / seconds, (cpu() - cpu) / 1e3 / letters, bad.sum());
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
