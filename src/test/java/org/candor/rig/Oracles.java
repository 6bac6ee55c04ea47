package org.candor.rig;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.candor.rig.Comparison.Finding;

/**
 * What must hold once everything is healed and nothing moves any more, whatever was killed before. The ledger, kept by the
 * other side, is the truth; each check answers what contradicts it.
 */
public final class Oracles {
    private static final Set<String> AT_REST =
            Set.of("accepted", "delivered", "bounced", "failed", "suppressed", "expired", "cancelled", "unknown");
    private static final int SHOWN = 3;

    /**
     * Everything that is known of a run.
     *
     * @param books what the service has on record
     * @param ledger what the mail server took
     * @param told what the API says of each notice's counts, by channel and state
     * @param texts what the processes said to the outside, by a name for each text: logs, metrics, bodies of errors
     * @param quarantine how long a hand-off in doubt is waited for before the next one
     */
    public record Story(
            Books books,
            Ledger ledger,
            Map<UUID, Map<String, Map<String, Long>>> told,
            Map<String, String> texts,
            Duration quarantine) {}

    private Oracles() {}

    /** All nine. */
    public static List<Finding> all(Story it) {
        return Stream.of(
                        atRest(it.books()),
                        ledger(it.books(), it.ledger()),
                        begunBefore(it.books(), it.ledger()),
                        oneAfterTheOther(it.books(), it.quarantine()),
                        counts(it.books(), it.told()),
                        silence(it.texts()),
                        accounting(it.books()))
                .flatMap(List::stream)
                .toList();
    }

    /** O1: every delivery has come to an end, or is in doubt and said to be. */
    public static List<Finding> atRest(Books books) {
        List<Finding> findings = new ArrayList<>();
        books.deliveries().stream()
                .filter(it -> !AT_REST.contains(it.state()))
                .forEach(it -> findings.add(new Finding("O1 " + it.id(), "is still " + it.state())));
        books.notices().values().stream()
                .filter(it ->
                        it.audience() > 0 && !it.fanOutDone() && !it.state().equals("cancelled"))
                .forEach(
                        it -> findings.add(new Finding("O1 notice " + it.id(), "has not been turned into deliveries")));
        return findings;
    }

    /**
     * O2 to O4: what is accepted was taken, what ended otherwise was not unless a hand-off is in doubt, and what was taken
     * more than once is marked and was handed off as often, an email always under the same Message-ID, and nothing twice by
     * one hand-off of a provider that is told which it is.
     */
    public static List<Finding> ledger(Books books, Ledger ledger) {
        List<Finding> findings = new ArrayList<>(Comparison.of(
                books.deliveries().stream().map(Books.Delivery::delivered).toList(), byDelivery(ledger)));
        Map<UUID, List<Ledger.Entry>> taken = taken(books, ledger);
        for (Books.Delivery it : books.deliveries()) {
            List<Ledger.Entry> entries = taken.getOrDefault(it.id(), List.of());
            long possible = it.attempts().stream()
                    .filter(attempt -> attempt.inDoubt() || attempt.outcome().equals("accepted"))
                    .count();
            if (entries.size() > possible) {
                findings.add(new Finding(
                        "O4 " + it.id(), "was taken " + entries.size() + " times by " + possible + " hand-offs"));
            }
            if (entries.stream()
                            .filter(entry -> entry.delivery().isPresent())
                            .map(Ledger.Entry::mark)
                            .distinct()
                            .count()
                    > 1) {
                findings.add(new Finding("O4 " + it.id(), "went out under more than one Message-ID"));
            }
            for (Books.Attempt attempt : it.attempts()) {
                long times = entries.stream()
                        .filter(entry -> entry.mark().equals(attempt.id().toString()))
                        .count();
                if (times > 1) {
                    findings.add(new Finding(
                            "O4 " + it.id(), "hand-off " + attempt.no() + " alone was taken " + times + " times"));
                }
            }
        }
        return findings;
    }

    /** O5: whatever was taken belongs to a hand-off that was on record before. */
    public static List<Finding> begunBefore(Books books, Ledger ledger) {
        List<Finding> findings = new ArrayList<>();
        Map<UUID, List<Ledger.Entry>> taken = taken(books, ledger);
        for (Books.Delivery it : books.deliveries()) {
            List<Instant> times = taken.getOrDefault(it.id(), List.of()).stream()
                    .map(Ledger.Entry::at)
                    .sorted()
                    .toList();
            for (int n = 0; n < times.size(); n++) {
                Instant at = times.get(n);
                long begun = it.attempts().stream()
                        .filter(attempt -> !attempt.begunAt().isAfter(at))
                        .count();
                if (begun <= n) {
                    findings.add(new Finding(
                            "O5 " + it.id(), "was taken for time " + (n + 1) + " with " + begun + " hand-offs begun"));
                }
            }
        }
        return findings;
    }

    /**
     * O6: no hand-off begins while another of the same delivery is open, nor after one was taken and did not come back. One
     * whose end is not known counts as over when the quarantine is, and then the next one is marked as a possible duplicate.
     */
    public static List<Finding> oneAfterTheOther(Books books, Duration quarantine) {
        List<Finding> findings = new ArrayList<>();
        for (Books.Delivery it : books.deliveries()) {
            for (int i = 1; i < it.attempts().size(); i++) {
                Books.Attempt before = it.attempts().get(i - 1);
                Books.Attempt next = it.attempts().get(i);
                findings.addAll(afterTheYes(it, i));
                Instant answered = before.answeredAt();
                boolean over = answered != null
                        && !answered.isAfter(next.begunAt())
                        && !before.outcome().equals("unknown");
                if (over) {
                    continue;
                }
                if (!it.possibleDuplicate()) {
                    findings.add(new Finding(
                            "O6 " + it.id(),
                            "hand-off " + next.no() + " began while " + before.no() + " was in doubt"));
                }
                if (Duration.between(before.begunAt(), next.begunAt()).compareTo(quarantine) < 0) {
                    findings.add(new Finding(
                            "O6 " + it.id(),
                            "hand-off " + next.no() + " began only "
                                    + Duration.between(before.begunAt(), next.begunAt()) + " after " + before.no()));
                }
            }
        }
        return findings;
    }

    private static List<Finding> afterTheYes(Books.Delivery it, int number) {
        Books.Attempt next = it.attempts().get(number);
        return it.attempts().subList(0, number).stream()
                .filter(before -> before.outcome().equals("accepted")
                        && !before.cameBack()
                        && Objects.requireNonNull(before.answeredAt()).isBefore(next.begunAt()))
                .map(before -> new Finding(
                        "O6 " + it.id(), "hand-off " + next.no() + " began after " + before.no() + " was taken"))
                .toList();
    }

    /** O7: what the service counts is what is there. */
    public static List<Finding> counts(Books books, Map<UUID, Map<String, Map<String, Long>>> told) {
        List<Finding> findings = new ArrayList<>();
        Map<UUID, Map<String, Map<String, Long>>> counted = recount(books);
        books.notices().forEach((id, notice) -> {
            Map<String, Map<String, Long>> right = counted.getOrDefault(id, Map.of());
            if (!notice.sums().equals(right)) {
                findings.add(new Finding("O7 notice " + id, "sums are " + notice.sums() + ", there are " + right));
            }
        });
        told.forEach((id, counts) -> findings.addAll(Comparison.withCounts(
                counts,
                books.only(id).deliveries().stream()
                        .map(Books.Delivery::delivered)
                        .toList())));
        return findings;
    }

    /** O8: nothing of a person stands in any text. What is found is counted and never shown. */
    public static List<Finding> silence(Map<String, String> texts) {
        List<Finding> findings = new ArrayList<>();
        texts.forEach((name, text) -> {
            for (Pattern canary : Samples.CANARIES) {
                Matcher found = canary.matcher(text);
                long n = found.results().limit(SHOWN).count();
                if (n > 0) {
                    findings.add(new Finding("O8 " + name, "holds personal data, " + canary.pattern()));
                }
            }
        });
        return findings;
    }

    /** O9: everybody of the audience is in one state or has no address. */
    public static List<Finding> accounting(Books books) {
        List<Finding> findings = new ArrayList<>();
        Map<UUID, Map<String, Map<String, Long>>> counted = recount(books);
        books.notices().values().stream()
                .filter(Books.Notice::fanOutDone)
                .forEach(notice -> notice.noAddress().forEach((channel, without) -> {
                    long n =
                            counted
                                    .getOrDefault(notice.id(), Map.of())
                                    .getOrDefault(channel, Map.of())
                                    .values()
                                    .stream()
                                    .mapToLong(Long::longValue)
                                    .sum();
                    if (!channel.equals("social") && n + without != notice.audience()) {
                        findings.add(new Finding(
                                "O9 notice " + notice.id(),
                                channel + " has " + n + " deliveries and " + without + " without address for "
                                        + notice.audience() + " people"));
                    }
                }));
        return findings;
    }

    private static Map<UUID, Map<String, Map<String, Long>>> recount(Books books) {
        Map<UUID, Map<String, Map<String, Long>>> counted = new HashMap<>();
        books.deliveries()
                .forEach(it -> counted.computeIfAbsent(it.notice(), _ -> new TreeMap<>())
                        .computeIfAbsent(it.channel(), _ -> new TreeMap<>())
                        .merge(it.state(), 1L, Long::sum));
        return counted;
    }

    /** By delivery: the ledger knows a mail by its Message-ID, and a text message by its hand-off. */
    private static Map<UUID, List<Ledger.Entry>> taken(Books books, Ledger ledger) {
        Map<String, UUID> handOffs = new HashMap<>();
        books.deliveries()
                .forEach(it -> it.attempts()
                        .forEach(attempt -> handOffs.put(attempt.id().toString(), it.id())));
        Map<UUID, List<Ledger.Entry>> taken = new HashMap<>();
        for (Ledger.Entry it : ledger.entries()) {
            UUID delivery = it.delivery().orElse(handOffs.get(it.mark()));
            if (delivery != null) {
                taken.computeIfAbsent(delivery, _ -> new ArrayList<>()).add(it);
            }
        }
        return taken;
    }

    /** Each mail under the id of its delivery alone: the books do not tell Message-IDs. */
    private static Ledger byDelivery(Ledger ledger) {
        return new Ledger(ledger.entries().stream()
                .map(it -> {
                    Optional<UUID> delivery = it.delivery();
                    String mark = delivery.map(UUID::toString).orElse(it.mark());
                    return new Ledger.Entry(mark, it.recipient(), it.file(), it.at());
                })
                .toList());
    }
}
