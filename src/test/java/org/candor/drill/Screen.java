package org.candor.drill;

import java.io.Console;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.candor.rig.Comparison.Finding;
import org.candor.rig.Delivered;
import org.candor.rig.Ledger;

/** What the drill prints. On a terminal the progress is one line that changes; elsewhere one line every few seconds. */
final class Screen {
    private static final long QUIET_NANOS = 5_000_000_000L;
    private static final int SHOWN_FINDINGS = 10;
    private static final int WIDTH = 140;

    private final PrintStream out;
    private final boolean terminal;
    private final long start = System.nanoTime();
    private long lastLine;
    private String lastText = "";

    Screen(PrintStream out) {
        this.out = out;
        Console console = System.console();
        this.terminal = console != null && console.isTerminal();
    }

    void title(String text) {
        out.println();
        out.println(text);
        out.println("=".repeat(text.length()));
    }

    void say(String text) {
        out.println(text);
    }

    void step(String what, String how) {
        out.printf("%5.1f s  %-24s %s%n", seconds(), what, how);
    }

    void progress(String state, Map<String, Map<String, Long>> counts) {
        StringJoiner words = new StringJoiner("; ");
        counts.forEach((channel, states) -> {
            StringJoiner those = new StringJoiner(", ", channel + " ", "");
            states.forEach((name, n) -> {
                if (n > 0 && !name.equals("no_address")) {
                    those.add(n + " " + name.replace('_', ' '));
                }
            });
            words.add(those.toString());
        });
        String text = state + ": " + words;
        long now = System.nanoTime();
        if (terminal) {
            out.printf("\r%5.1f s  %-" + WIDTH + "s", seconds(), text);
            out.flush();
        } else if (!text.equals(lastText) && now - lastLine > QUIET_NANOS) {
            out.printf("%5.1f s  %s%n", seconds(), text);
            lastLine = now;
            lastText = text;
        }
    }

    void endProgress() {
        if (terminal) {
            out.println();
        }
        step("every delivery settled", "");
    }

    /** How many deliveries of each channel ended how, beside what the script of the sandbox asked for. */
    void table(List<Delivered> deliveries, Map<String, Long> scripted) {
        Map<String, Long> ended = new TreeMap<>();
        deliveries.forEach(it -> ended.merge(it.channel() + " " + it.state(), 1L, Long::sum));
        scripted.keySet().forEach(it -> ended.putIfAbsent(it, 0L));
        out.println();
        out.printf("  %-8s %-12s %10s %10s%n", "channel", "state", "deliveries", "scripted");
        ended.forEach((key, n) -> out.printf(
                "  %-8s %-12s %10d %10d%n",
                key.substring(0, key.indexOf(' ')),
                key.substring(key.indexOf(' ') + 1),
                n,
                scripted.getOrDefault(key, 0L)));
        out.println();
    }

    /** One channel against the ledger of its provider. */
    void ledger(String channel, List<Delivered> deliveries, Ledger ledger, List<Finding> findings) {
        out.printf(
                "Ledger of %-6s %4d deliveries compared with %4d messages taken by the sandbox: %s%n",
                channel,
                deliveries.size(),
                ledger.entries().size(),
                findings.isEmpty() ? "agreed" : findings.size() + " findings");
        long unknown =
                deliveries.stream().filter(it -> it.state().equals("unknown")).count();
        if (unknown > 0) {
            out.printf(
                    "  %d are unknown: the line broke after the last dot, and whoever sends cannot know. The sandbox has %d"
                            + " of them.%n",
                    unknown, taken(deliveries, ledger));
        }
    }

    void findings(List<Finding> findings) {
        if (findings.isEmpty()) {
            out.println("AGREED: every delivery is as the service says it is.");
            return;
        }
        out.printf("NOT AGREED: %d findings.%n", findings.size());
        findings.stream().limit(SHOWN_FINDINGS).forEach(it -> out.println("  - " + it));
    }

    private static long taken(List<Delivered> deliveries, Ledger ledger) {
        return deliveries.stream()
                .filter(it -> it.state().equals("unknown"))
                .filter(it ->
                        ledger.entries().stream().anyMatch(entry -> it.marks().contains(entry.mark())))
                .count();
    }

    private double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }
}
