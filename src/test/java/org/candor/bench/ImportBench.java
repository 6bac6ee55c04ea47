package org.candor.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import org.candor.rig.Api;
import org.candor.rig.Samples;
import org.candor.rig.Service;

/**
 * How fast a list of people comes in, over one request and into PostgreSQL, sealed and indexed, with a heap of 256 MiB:
 * {@code -Dbench.rows} of them (1,000,000) as NDJSON, as CSV, and the first list once more under another name, which changes
 * nothing.
 */
final class ImportBench {
    private static final int ROWS = Integer.getInteger("bench.rows", 1_000_000);
    private static final double MIB = 1024 * 1024;
    private static final long EVERY_MILLIS = 1_000;

    private final Service service;
    private final Api author;
    private final long postmaster;

    private ImportBench(Service service) throws IOException {
        this.service = service;
        this.author = Api.demo(service, "operator");
        this.postmaster = Embedded.of(service).postmaster();
    }

    static void run(Path folder) throws Exception {
        Path lines = folder.resolve("people.ndjson");
        Path sheet = folder.resolve("people.csv");
        write(lines, "", Samples::recipient);
        write(sheet, "ref,name,email,phone,locale,region,exposed,e_consent,account\n", ImportBench::cells);
        try (Service service = Service.start(Service.Plan.demo(folder.resolve("data"))
                .withJvm(System.getProperty("bench.jvm", "-Xmx256m -XX:+UseSerialGC")
                        .split(" ")))) {
            ImportBench bench = new ImportBench(service);
            String first = bench.incident();
            bench.upload("NDJSON", first, "first", "application/x-ndjson", lines, "accepted");
            bench.upload("CSV", bench.incident(), "first", "text/csv", sheet, "accepted");
            bench.upload("NDJSON again", first, "second", "application/x-ndjson", lines, "merged");
            Sending.say("import: peak memory %,10d MiB (service)", Usage.peakMiB(service.pid()));
        }
    }

    private String incident() throws IOException, InterruptedException {
        return Samples.report(author);
    }

    private void upload(String what, String incident, String name, String type, Path list, String all)
            throws Exception {
        Usage before = Usage.of(service.pid(), postmaster);
        long begin = System.nanoTime();
        String report;
        long heap;
        try (Heap watch = new Heap(service)) {
            report = author.uploadBySystem("/v1/incidents/" + incident + "/recipients?name=" + name, type, list)
                    .expect(202)
                    .body()
                    .get("import")
                    .asText();
            heap = watch.peak();
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        Usage used = Usage.of(service.pid(), postmaster).since(before);
        JsonNode told = author.get(report).expect(200).body();
        if (told.get(all).asInt() != ROWS || told.get("rejected").asInt() != 0) {
            throw new IllegalStateException("not all of " + ROWS + " rows are " + all);
        }
        Sending.say("import, %s: %,10.0f rows/s (%,d rows)", what, ROWS / seconds, ROWS);
        Sending.say("import, %s: CPU  %,10.1f us a row in the service", what, used.serviceSeconds() * 1e6 / ROWS);
        Sending.say("import, %s: CPU  %,10.1f us a row in PostgreSQL", what, used.databaseSeconds() * 1e6 / ROWS);
        Sending.say("import, %s: CPU  %,10.1f us a row in the sender", what, used.ownSeconds() * 1e6 / ROWS);
        Sending.say("import, %s: heap %,10.0f MiB at most", what, heap / MIB);
    }

    private static String cells(int i) {
        return String.format(
                Locale.ROOT,
                "customer-%1$d,Person Number %1$d,person.%1$d@mail%2$d.example.net,+1415555%3$04d,en,US-CA,"
                        + "names;email-addresses;passwords;phone-numbers,true,portal-account-%1$d",
                i,
                i % 50,
                i % 10_000);
    }

    private static void write(Path file, String head, IntFunction<String> line) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write(head);
            for (int i = 0; i < ROWS; i++) {
                out.write(line.apply(i));
                out.write('\n');
            }
        }
    }

    /** Looks at the heap of the service again and again, by its own metrics. */
    private static final class Heap implements AutoCloseable {
        private final URI metrics;
        private final HttpClient http = HttpClient.newHttpClient();
        private final AtomicLong peak = new AtomicLong();
        private final CountDownLatch closing = new CountDownLatch(1);
        private final Thread watcher;

        Heap(Service service) {
            metrics = URI.create("http://127.0.0.1:" + service.managementPort() + "/q/metrics");
            watcher = Thread.ofVirtual().start(this::watch);
        }

        long peak() {
            return peak.get();
        }

        private void watch() {
            try {
                while (!closing.await(EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                    peak.accumulateAndGet(used(), Math::max);
                }
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            } catch (IOException gone) {
                throw new IllegalStateException("the service does not tell its metrics", gone);
            }
        }

        private long used() throws IOException, InterruptedException {
            String all = http.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
            List<String> heap = all.lines()
                    .filter(it -> it.startsWith("jvm_memory_used_bytes{") && it.contains("area=\"heap\""))
                    .toList();
            return heap.stream()
                    .mapToLong(it -> (long) Double.parseDouble(it.substring(it.lastIndexOf(' ') + 1)))
                    .sum();
        }

        @Override
        public void close() throws InterruptedException {
            closing.countDown();
            watcher.join();
            http.close();
        }
    }
}
