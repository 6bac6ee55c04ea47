package org.candor.chaos;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.candor.rig.Postgres;

/**
 * Measures how long what a killed process had claimed and not begun stays with it. It asks a few times a second, so a figure is
 * right to within {@link #EVERY}; while the database is down nobody can take anything back, and the time counts.
 */
final class Recovery implements AutoCloseable {
    private static final Duration EVERY = Duration.ofMillis(250);

    private record Held(UUID delivery, UUID worker) {}

    private final Postgres database;
    private final Map<Held, Long> missing = new HashMap<>();
    private final List<Duration> back = new ArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread watcher;

    Recovery(Postgres database) {
        this.database = database;
        this.watcher = Thread.ofPlatform().name("recovery").start(this::watch);
    }

    /** A process with this worker was killed just now. */
    void killed(UUID worker) throws SQLException {
        long now = System.nanoTime();
        Set<UUID> held = claimedBy(worker);
        synchronized (this) {
            held.forEach(it -> missing.put(new Held(it, worker), now));
        }
    }

    /** How long each took to come back, shortest first. */
    synchronized List<Duration> times() {
        return back.stream().sorted().toList();
    }

    /** Those that never came back. */
    synchronized int missing() {
        return missing.size();
    }

    private void watch() {
        try {
            while (!end.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        Set<UUID> workers = new HashSet<>();
        synchronized (this) {
            missing.keySet().forEach(it -> workers.add(it.worker()));
        }
        for (UUID worker : workers) {
            try {
                Set<UUID> still = claimedBy(worker);
                synchronized (this) {
                    comeBack(worker, still);
                }
            } catch (SQLException down) {
                // The database was killed as well; the next look asks again.
            }
        }
    }

    private void comeBack(UUID worker, Set<UUID> still) {
        Iterator<Map.Entry<Held, Long>> each = missing.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<Held, Long> it = each.next();
            if (it.getKey().worker().equals(worker)
                    && !still.contains(it.getKey().delivery())) {
                back.add(Duration.ofNanos(System.nanoTime() - it.getValue()));
                each.remove();
            }
        }
    }

    private Set<UUID> claimedBy(UUID worker) throws SQLException {
        String question = "SELECT id FROM delivery WHERE state = 'claimed' AND worker = ?";
        try (Connection connection = database.connect();
                PreparedStatement statement = connection.prepareStatement(question)) {
            statement.setObject(1, worker);
            Set<UUID> held = new HashSet<>();
            try (ResultSet answer = statement.executeQuery()) {
                while (answer.next()) {
                    held.add(answer.getObject(1, UUID.class));
                }
            }
            return held;
        }
    }

    @Override
    public void close() throws InterruptedException {
        end.countDown();
        watcher.join();
    }
}
