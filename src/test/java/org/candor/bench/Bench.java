package org.candor.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Runs the measurements one after the other: {@code -Dbench.parts=mail,sms} says which, and {@code import} and {@code pages} others. */
public final class Bench {
    private static final List<String> PARTS =
            List.of(System.getProperty("bench.parts", "mail,sms").split(","));

    private Bench() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of("target", "bench");
        wipe(folder);
        Files.createDirectories(folder);
        if (PARTS.contains("mail")) {
            MailBench.run(Files.createDirectory(folder.resolve("mail")));
        }
        if (PARTS.contains("sms")) {
            SmsBench.run(Files.createDirectory(folder.resolve("sms")));
        }
        if (PARTS.contains("import")) {
            ImportBench.run(Files.createDirectory(folder.resolve("import")));
        }
        if (PARTS.contains("pages")) {
            PagesBench.run(Files.createDirectory(folder.resolve("pages")));
        }
    }

    private static void wipe(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
