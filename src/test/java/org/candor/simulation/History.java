package org.candor.simulation;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.candor.plumbing.Sql;
import org.jspecify.annotations.Nullable;

/**
 * One simulated world: its time, its chance, what waits to happen, and the wire to the database. All on one thread.
 *
 * <p>A step picks one thing that may happen and lets it. What our classes would do on another thread or later is among
 * these things, so each await in our code is a place where anything else may come between.
 */
final class History {
    private static final long EPOCH = 1_800_000_000_000_000L;
    private static final Map<String, String> NAMES = names();
    private static final int TOO_LONG = 2_000;

    /** The connection broke, as far as the process can tell. */
    private static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Broken() {
            super("connection lost", null, false, false);
        }
    }

    private final Line line;
    private final UnaryOperator<String> patch;
    private final RandomGenerator random;
    private final Oracles oracles;
    private final Provider provider;
    private final List<String> accounts;
    private final @Nullable List<String> trace;
    private final Map<UUID, String> labels = new HashMap<>();
    private final List<Happening> waiting = new ArrayList<>();
    /** Requests that are done although who asked has given up, within {@code due}. */
    private final List<Happening> overdue = new ArrayList<>();

    private @Nullable Machine current;
    private long now;
    private long skew;
    private long downUntil;
    private boolean calm;
    /** Faults of each thousand requests. */
    private final int lost;

    private final int silent;
    private final int late;

    /**
     * @param patch changes the statements, to see that a wrong one is found out
     * @param trace gets each step; null for none
     */
    History(Line line, RandomGenerator random, UnaryOperator<String> patch, @Nullable List<String> trace) {
        this.line = line;
        this.random = random;
        this.patch = patch;
        this.trace = trace;
        int harm = below(4) * 25;
        this.lost = oneOf(2) ? harm : 0;
        this.silent = oneOf(2) ? harm : 0;
        this.late = oneOf(3) ? harm : 0;
        this.accounts = List.of("email:a", "email:b", "sms:c").subList(0, 1 + below(3));
        this.oracles = new Oracles(this);
        this.provider = new Provider(this, List.of(0, 10, 30, 60).get(below(4)));
    }

    private static Map<String, String> names() {
        Map<String, String> names = new HashMap<>();
        Sql.of("queue").all().forEach((name, text) -> names.put(text, name));
        return names;
    }

    List<String> accounts() {
        return accounts;
    }

    Oracles oracles() {
        return oracles;
    }

    Provider provider() {
        return provider;
    }

    RandomGenerator chance() {
        return random;
    }

    /** Microseconds of the monotonic clock, the same in all processes. */
    long now() {
        return now;
    }

    Instant instant() {
        return Instant.EPOCH.plusNanos((EPOCH + now) * 1_000);
    }

    private long databaseTime() {
        return EPOCH + now + skew;
    }

    boolean calm() {
        return calm;
    }

    /** From now on nothing breaks any more. */
    void heal() {
        calm = true;
        downUntil = 0;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    boolean oneOf(int n) {
        return random.nextInt(n) == 0;
    }

    boolean percent(int n) {
        return random.nextInt(100) < n;
    }

    UUID id() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    void name(UUID id, String label) {
        labels.put(id, label);
    }

    String label(@Nullable UUID id) {
        return id == null ? "?" : labels.computeIfAbsent(id, _ -> "x" + labels.size());
    }

    String name(String sql) {
        return NAMES.getOrDefault(sql, "?");
    }

    void note(Supplier<String> what) {
        if (trace != null) {
            trace.add("%10.3f  %s".formatted(now / 1e6, what.get()));
        }
    }

    void pass(long micros) {
        now += micros;
    }

    /** The database's clock is set, by as much; no process's own clock is. */
    void skew(long micros) {
        skew += micros;
    }

    /** All connections die, and nobody is there for a while; what was committed stays. */
    void failOver(long micros) {
        overdue.clear();
        downUntil = now + micros;
    }

    void add(Happening happening) {
        waiting.add(happening);
    }

    /**
     * A timer. The waits of retries have a random part of the library's own: all short ones are drawn anew, so that a seed
     * stays one history.
     */
    Happening later(long micros, Runnable act) {
        boolean drawn = micros > 10_000 && micros < 8_000_000;
        Happening timer =
                new Happening(current, true, now + (drawn ? 30_000 + below(1_200_000) : micros), "a timer", act);
        add(timer);
        return timer;
    }

    /** Lets something happen within a process; what it starts is the process's. */
    void inside(@Nullable Machine machine, Runnable act) {
        Machine before = current;
        current = machine;
        try {
            act.run();
        } finally {
            current = before;
        }
    }

    /** An answer on its way to a process: perhaps there at once. */
    void answer(Machine machine, String what, Runnable act) {
        if (machine.runs() && (calm || percent(60))) {
            inside(machine, act);
        } else {
            add(new Happening(machine, true, now, "answer to " + what, act));
        }
    }

    /**
     * A request on its way to the database.
     *
     * @param whole a transaction: its steps wait for each other's answers, so none is done after the caller has given up
     */
    <T> Uni<T> ask(Machine machine, String what, boolean whole, Supplier<T> work) {
        return Uni.createFrom()
                .emitter(emitter -> add(
                        new Happening(machine, false, now, what, () -> serve(machine, what, whole, work, emitter))));
    }

    private <T> void serve(
            Machine machine, String what, boolean whole, Supplier<T> work, UniEmitter<? super T> emitter) {
        int fault = calm ? 1_000 : below(1_000);
        if (now < downUntil || fault < lost) {
            note(() -> machine + " asks in vain: " + what);
            answer(machine, what, () -> emitter.fail(new Broken()));
        } else if (fault < lost + silent) {
            note(() -> machine + " gets no answer: " + what);
            attempt(work);
            answer(machine, what, () -> emitter.fail(new Broken()));
        } else if (!whole && fault < lost + silent + late) {
            note(() -> machine + " gets no answer, and it is not done yet: " + what);
            overdue.add(new Happening(machine, false, now + below(20_000_000), what + ", late", () -> {
                if (now >= downUntil) {
                    attempt(work);
                }
            }));
            answer(machine, what, () -> emitter.fail(new Broken()));
        } else {
            try {
                T result = work.get();
                answer(machine, what, () -> emitter.complete(result));
            } catch (RuntimeException e) {
                answer(machine, what, () -> emitter.fail(e));
            }
        }
    }

    private static void attempt(Supplier<?> work) {
        try {
            work.get();
        } catch (RuntimeException _) {
            // Found already where it was thrown.
        }
    }

    RowSet<Row> run(Machine machine, String sql, @Nullable Tuple values) {
        try {
            RowSet<Row> rows = line.run(databaseTime(), patch.apply(sql), values == null ? null : values.getDelegate());
            note(() -> machine + " " + name(sql) + " " + Words.of(values, this) + " -> " + Words.of(rows, this));
            return rows;
        } catch (RuntimeException e) {
            oracles.found("a statement failed: " + name(sql) + ": " + e.getMessage());
            throw e;
        }
    }

    <T> T transaction(Machine machine, Function<SqlConnection, Uni<T>> steps) {
        line.begin(databaseTime());
        try {
            T result =
                    steps.apply(new SimulatedPool.Direct(machine, this)).await().indefinitely();
            line.commit(databaseTime());
            return result;
        } catch (RuntimeException e) {
            line.rollback(databaseTime());
            throw e;
        }
    }

    /** A look from outside, which is no part of the history. */
    RowSet<Row> see(String sql, io.vertx.sqlclient.@Nullable Tuple values) {
        return line.run(databaseTime(), sql, values);
    }

    /** One thing that may happen now, by chance; false if there is none. */
    boolean happen() {
        catchUp(now);
        waiting.removeIf(Happening::over);
        List<Happening> possible =
                waiting.stream().filter(it -> it.mayHappen(now)).toList();
        if (possible.isEmpty()) {
            return false;
        }
        Happening it = possible.get(below(possible.size()));
        waiting.remove(it);
        if (it.inside) {
            inside(it.owner, it.act);
        } else {
            it.act.run();
        }
        return true;
    }

    /** What is overdue by then, wherever its time comes. */
    void catchUp(long until) {
        for (Happening it : List.copyOf(overdue)) {
            if (it.due <= until) {
                overdue.remove(it);
                note(() -> "now is done: " + it.what);
                it.act.run();
            }
        }
    }

    /** All that may happen now. */
    void drain() {
        int steps = 0;
        while (happen()) {
            if (++steps > TOO_LONG) {
                oracles.found("it never comes to rest");
                return;
            }
        }
    }

    /** When the next timer rings, in microseconds from now; no less than zero, and far away if there is none. */
    long untilNext() {
        return waiting.stream()
                        .filter(it -> !it.over())
                        .mapToLong(it -> Math.max(it.due, it.owner == null ? 0 : it.owner.stillUntil))
                        .min()
                        .orElse(Long.MAX_VALUE / 2)
                - now;
    }

    /** A dying process's requests may still be on the wire, or not. */
    void cut(Machine machine) {
        overdue.removeIf(it -> it.owner == machine && oneOf(2));
        waiting.removeIf(it -> it.owner == machine && oneOf(2));
    }
}
