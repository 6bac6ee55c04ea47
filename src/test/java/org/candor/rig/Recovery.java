package org.candor.rig;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Measures how long deliveries that a killed worker had claimed and not begun are held by the dead: it looks at them again
 * and again until somebody else has them. A database that is down is asked again; the time it was down counts.
 */
public final class Recovery implements AutoCloseable {
    private static final long LOOK_MILLIS = 250;
    private static final String HELD =
            "SELECT id FROM delivery WHERE worker = ? AND state = 'claimed' AND (?::uuid[] IS NULL OR id = ANY (?))";

    /** One kill: who died, when, and what it still holds since it was looked at. */
    private static final class Death {
        private final UUID worker;
        private final long at;
        private Set<UUID> held = Set.of();
        private boolean looked;

        Death(UUID worker, long at) {
            this.worker = worker;
            this.at = at;
        }
    }

    private final Postgres database;
    private final ConcurrentLinkedQueue<Death> deaths = new ConcurrentLinkedQueue<>();
    private final List<Duration> times = new ArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread watcher = Thread.ofPlatform().daemon().name("recovery").start(this::watch);

    public Recovery(Postgres database) {
        this.database = database;
    }

    /** This worker was killed just now. */
    public void killed(UUID worker) {
        deaths.add(new Death(worker, System.nanoTime()));
    }

    /** How long each delivery so far was held by the dead, shortest first. */
    public synchronized List<Duration> times() {
        return times.stream().sorted().toList();
    }

    /** The time within which this part of them, such as 0.99, was back; zero if there were none. */
    public Duration within(double part) {
        List<Duration> sorted = times();
        return sorted.isEmpty() ? Duration.ZERO : sorted.get((int) Math.ceil(part * sorted.size()) - 1);
    }

    /** Whether everything that dead workers held is back. */
    public boolean done() {
        return deaths.isEmpty();
    }

    private void watch() {
        try {
            while (!closing.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        if (deaths.isEmpty()) {
            return;
        }
        try (Connection connection = database.connect()) {
            for (Death it : deaths) {
                look(connection, it);
            }
            deaths.removeIf(it -> it.looked && it.held.isEmpty());
        } catch (SQLException down) {
            // The next look asks again.
        }
    }

    private void look(Connection connection, Death death) throws SQLException {
        Set<UUID> now = held(connection, death);
        Duration since = Duration.ofNanos(System.nanoTime() - death.at);
        synchronized (this) {
            death.held.stream().filter(it -> !now.contains(it)).forEach(_ -> times.add(since));
        }
        death.held = now;
        death.looked = true;
    }

    private static Set<UUID> held(Connection connection, Death death) throws SQLException {
        Object[] known = death.looked ? death.held.toArray() : null;
        try (PreparedStatement statement = connection.prepareStatement(HELD)) {
            statement.setObject(1, death.worker);
            statement.setArray(2, known == null ? null : connection.createArrayOf("uuid", known));
            statement.setArray(3, known == null ? null : connection.createArrayOf("uuid", known));
            Set<UUID> held = new HashSet<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    held.add(rows.getObject(1, UUID.class));
                }
            }
            return held;
        }
    }

    @Override
    public void close() throws InterruptedException {
        closing.countDown();
        watcher.join();
    }
}
