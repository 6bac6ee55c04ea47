package org.candor.simulation;

import io.smallrye.mutiny.Uni;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.candor.delivery.Channel;
import org.candor.queue.Fill;
import org.jspecify.annotations.Nullable;

/**
 * Plays one history from its seed: fills the queue, lets processes work, stand still and die, operators switch, receipts
 * come and connections break, in an order that the seed draws; then judges.
 */
final class Player {
    private static final long SECOND = 1_000_000;
    private static final long MINUTE = 60 * SECOND;
    private static final String RESET = """
            SET session_replication_role = replica;
            DELETE FROM delivery; DELETE FROM attempt; DELETE FROM evidence; DELETE FROM tally; DELETE FROM tally_delta;
            DELETE FROM tally_pulse; DELETE FROM suppression; DELETE FROM worker; DELETE FROM run; DELETE FROM pace;
            DELETE FROM domain_hold;
            DELETE FROM domain_pace; DELETE FROM gate; DELETE FROM sim.finding;
            SET session_replication_role = origin;
            """;

    private final RandomGenerator random;
    private final History history;
    private final Operator operator;
    private final List<Machine> machines = new ArrayList<>();
    private final List<UUID> notices = new ArrayList<>();
    private int born;
    private int filled;

    Player(long seed, Line line, UnaryOperator<String> patch, @Nullable List<String> trace) {
        random = new SplittableRandom(seed);
        history = new History(line, random, patch, trace);
        operator = new Operator(history);
    }

    History history() {
        return history;
    }

    /** What was found; nothing is as it should be. */
    List<String> play() {
        try {
            setUp();
            boolean lives = history.oneOf(3);
            int steps = 40 + history.below(240);
            for (int i = 0; i < steps; i++) {
                step();
            }
            if (lives) {
                recover();
            }
            history.oracles().end(filled);
        } catch (RuntimeException e) {
            history.oracles().found("it broke: " + e);
        }
        return history.oracles().findings;
    }

    private void setUp() {
        StringBuilder start = new StringBuilder(RESET);
        for (String account : history.accounts()) {
            String pace = history.oneOf(3) ? Integer.toString(1 + history.below(20)) : "NULL";
            start.append("INSERT INTO gate (account, channel) VALUES ('%s', '%s');"
                    .formatted(account, channel(account).word()));
            start.append("INSERT INTO pace (account, per_second) VALUES ('%s', %s);".formatted(account, pace));
        }
        start.append("SELECT setseed(%f)".formatted(random.nextDouble()));
        history.see(start.toString(), null);
        int wanted = history.oneOf(3) ? 2 : 1;
        for (int i = 0; i < wanted; i++) {
            release(i);
        }
        int processes = 2 + history.below(2);
        for (int i = 0; i < processes; i++) {
            restart();
        }
    }

    private void release(int number) {
        UUID notice = history.id();
        history.name(notice, "n" + number);
        notices.add(notice);
        List<UUID> people = new ArrayList<>();
        int most = 1 + history.below(5);
        for (int i = 0; i < most; i++) {
            people.add(history.id());
        }
        boolean afterEmail = history.oneOf(3);
        boolean resends = !history.oneOf(4);
        OffsetDateTime deadline =
                history.instant().plusSeconds(60L * (5 + history.below(400))).atOffset(ZoneOffset.UTC);
        operator.tx(it -> {
            Uni<Void> steps = operator.machine.room.runs.open(it, notice);
            // As a notice says by default: an email in doubt goes out once more, a text message is held for a person.
            if (resends) {
                steps = steps.chain(() -> operator.machine.room.runs.resend(it, notice, List.of(Channel.EMAIL)));
            }
            if (afterEmail) {
                steps = steps.chain(() -> operator.machine.room.runs.afterEmail(it, notice));
            }
            for (String account : history.accounts()) {
                List<Fill.Row> rows = people.stream()
                        .filter(_ -> !account.equals("email:b") || history.oneOf(2))
                        .map(person -> new Fill.Row(person, bytes(person), null))
                        .toList();
                Fill fill = new Fill(
                        notice,
                        channel(account),
                        account,
                        null,
                        deadline,
                        rows,
                        afterEmail && channel(account) == Channel.SMS);
                steps = steps.chain(() -> operator.machine
                        .room
                        .queue
                        .fill(it, fill)
                        .invoke(n -> filled += n)
                        .replaceWithVoid());
            }
            return steps;
        });
        history.see("SELECT id, recipient, channel FROM delivery ORDER BY recipient", null)
                .forEach(row -> {
                    int person = people.indexOf(row.getUUID("recipient"));
                    if (person >= 0) {
                        history.name(
                                row.getUUID("id"),
                                "n" + number + "p" + person
                                        + row.getString("channel").charAt(0));
                    }
                });
    }

    private static Channel channel(String account) {
        return Channel.of(account.substring(0, account.indexOf(':')));
    }

    private static byte[] bytes(UUID id) {
        return id.toString().getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    private void step() {
        history.pass(history.below(20_000));
        int what = history.below(100);
        if (what < 62) {
            if (!history.happen()) {
                work();
            }
        } else if (what < 86) {
            work();
        } else if (what < 89) {
            history.provider().receipt(any());
        } else if (what < 91) {
            operator.act(notices);
        } else if (what < 93) {
            harm();
        } else {
            time();
        }
    }

    private void work() {
        Machine it = any();
        if (it.leaving) {
            it.leave();
            return;
        }
        int what = history.below(100);
        if (what < 55) {
            it.pull(history.accounts().get(history.below(history.accounts().size())));
        } else if (what < 66) {
            it.beat();
        } else if (what < 74) {
            it.rescue();
        } else if (what < 82) {
            it.sweep();
        } else if (what < 88) {
            it.refresh();
        } else if (what < 96) {
            it.look();
        } else {
            it.fold();
        }
    }

    private Machine any() {
        return machines.get(history.below(machines.size()));
    }

    private void harm() {
        Machine it = any();
        switch (history.below(6)) {
            case 0, 1 -> {
                long micros = List.of(3 * SECOND, 25 * SECOND, 2 * MINUTE, 12 * MINUTE)
                        .get(history.below(4));
                it.stillUntil = history.now() + micros;
                history.note(() -> it + " stands still for " + micros / SECOND + " s");
            }
            case 2 -> kill(it);
            case 3 -> {
                history.note(() -> it + " is asked to end");
                it.leave();
                restart();
            }
            case 4 -> {
                long micros = history.below(40) * SECOND;
                history.note(() -> "all connections die, for " + micros / SECOND + " s");
                history.failOver(micros);
            }
            default -> {
                long micros = (history.below(240) - 120) * SECOND / (history.oneOf(2) ? 1 : 60);
                history.note(() -> "the database's clock is set by " + micros / 1e6 + " s");
                history.skew(micros);
            }
        }
    }

    private void kill(Machine it) {
        history.note(() -> it + " is killed");
        history.cut(it);
        it.dead = true;
        machines.remove(it);
        restart();
    }

    private void restart() {
        machines.removeIf(it -> it.dead);
        Machine fresh = new Machine("p" + born++, history);
        machines.add(fresh);
        fresh.beat();
    }

    /** Time passes; over a longer time whoever is alive has done what it had to do, and said that it lives. */
    private void time() {
        long micros = switch (history.below(10)) {
            case 0, 1, 2 -> 100_000 + history.below(900_000);
            case 3, 4 -> history.below(6) * SECOND;
            case 5, 6 -> Math.min(history.untilNext(), 10 * SECOND);
            case 7 -> 31 * SECOND;
            case 8 -> (1 + history.below(20)) * MINUTE;
            default -> history.oneOf(3) ? history.below(180) * MINUTE : 61 * SECOND;
        };
        leap(Math.max(0, micros));
    }

    private void leap(long micros) {
        if (micros > 5 * SECOND) {
            history.drain();
        }
        history.catchUp(history.now() + micros);
        history.pass(micros);
        history.note(() -> "time passes: " + micros / 1e6 + " s");
        if (micros > 2 * SECOND) {
            machines.forEach(Machine::beat);
            history.drain();
        }
    }

    /** The faults stop: by an hour after the last deadline everything must have come to an end by itself. */
    private void recover() {
        history.note(() -> "from now on nothing breaks");
        history.heal();
        machines.forEach(it -> it.stillUntil = 0);
        if (machines.stream().allMatch(it -> it.leaving || it.dead)) {
            restart();
        }
        // As often as in life: whoever has not said for long that it lives does not call others dead.
        for (int i = 0; i < 15; i++) {
            round(4 * SECOND);
        }
        for (long micros : List.of(SECOND, 31 * SECOND, 61 * SECOND, 6 * MINUTE, 20 * MINUTE)) {
            round(micros);
        }
        OffsetDateTime last = history.see("SELECT max(deadline) AS at FROM delivery", null)
                .iterator()
                .next()
                .getOffsetDateTime("at");
        round(Math.max(0, java.time.Duration.between(history.instant(), last).toNanos() / 1_000 + 59 * MINUTE));
        round(MINUTE);
        history.oracles().settled();
    }

    private void round(long micros) {
        leap(micros);
        for (Machine it : List.copyOf(machines)) {
            if (it.leaving) {
                it.leave();
            }
            it.refresh();
            it.rescue();
            it.sweep();
            it.look();
            history.accounts().forEach(it::pull);
            history.drain();
        }
        for (int i = 0; i < 20 && history.provider().tellAll(machines.getFirst()); i++) {
            history.drain();
        }
        // Timers of a retry or a rest.
        leap(2 * SECOND);
    }
}
