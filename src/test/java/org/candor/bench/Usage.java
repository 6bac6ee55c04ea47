package org.candor.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What processes used so far, as Linux counts it in {@code /proc}. */
record Usage(double serviceSeconds, double databaseSeconds, double ownSeconds) {
    private static final double TICKS = 100;

    static Usage of(long service, long postmaster) throws IOException {
        double database = seconds(postmaster, true);
        for (long backend : children(postmaster)) {
            database += seconds(backend, false);
        }
        return new Usage(
                seconds(service, false),
                database,
                seconds(ProcessHandle.current().pid(), false));
    }

    Usage since(Usage before) {
        return new Usage(
                serviceSeconds - before.serviceSeconds,
                databaseSeconds - before.databaseSeconds,
                ownSeconds - before.ownSeconds);
    }

    /** Peak resident memory in MiB. */
    static long peakMiB(long pid) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
            return lines.filter(it -> it.startsWith("VmHWM:"))
                    .mapToLong(it -> Long.parseLong(it.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        }
    }

    /** User and system time, with that of children that ended if wanted: a backend that closed counts for its postmaster. */
    private static double seconds(long pid, boolean withEnded) throws IOException {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            List<String> fields =
                    List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
            double ticks = Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12));
            if (withEnded) {
                ticks += Long.parseLong(fields.get(13)) + Long.parseLong(fields.get(14));
            }
            return ticks / TICKS;
        } catch (java.nio.file.NoSuchFileException ended) {
            return 0;
        }
    }

    private static List<Long> children(long pid) {
        return ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::children)
                .map(ProcessHandle::pid)
                .toList();
    }
}
