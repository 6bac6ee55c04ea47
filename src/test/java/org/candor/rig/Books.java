package org.candor.rig;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that the service has on record of its notices, deliveries and attempts, read straight from the database in one
 * transaction: asking the API for a hundred thousand of them would take an hour.
 */
public record Books(Map<UUID, Notice> notices, List<Delivery> deliveries) {
    /**
     * One notice.
     *
     * @param audience how many people it goes to
     * @param fanOutDone whether all of them have been turned into deliveries
     * @param noAddress by channel: for how many there is no address
     * @param sums what the service counts, by channel and state; without zeros
     */
    public record Notice(
            UUID id,
            String state,
            long audience,
            boolean fanOutDone,
            Map<String, Long> noAddress,
            Map<String, Map<String, Long>> sums) {}

    /** One delivery with its attempts in the order of their numbers. */
    public record Delivery(
            UUID id,
            UUID notice,
            UUID recipient,
            String channel,
            String account,
            String state,
            String reason,
            boolean possibleDuplicate,
            List<Attempt> attempts) {
        /** The same as the API would tell it; known to the other side by its own id and those of its attempts. */
        public Delivered delivered() {
            int inDoubt = (int) attempts.stream().filter(Attempt::inDoubt).count();
            Set<String> marks = Stream.concat(Stream.of(id), attempts.stream().map(Attempt::id))
                    .map(UUID::toString)
                    .collect(Collectors.toSet());
            return new Delivered(id, marks, account, channel, state, inDoubt, possibleDuplicate);
        }
    }

    /**
     * One hand-off; {@code outcome} is empty and {@code answeredAt} null while nothing is known of its end. {@code cameBack}
     * says that what was taken did so, or was given up by the provider.
     */
    public record Attempt(
            UUID id,
            int no,
            UUID worker,
            String phase,
            Instant begunAt,
            @Nullable Instant answeredAt,
            String outcome,
            boolean cameBack) {
        /** Whether the provider may have it without our knowing. */
        public boolean inDoubt() {
            return outcome.isEmpty() || outcome.equals("unknown");
        }
    }

    public static Books of(Postgres database) throws SQLException {
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            return new Books(notices(connection), deliveries(connection));
        }
    }

    /** Those of one notice. */
    public Books only(UUID notice) {
        return new Books(
                Map.of(notice, notices.get(notice)),
                deliveries.stream().filter(it -> it.notice().equals(notice)).toList());
    }

    /** How many deliveries are in this state. */
    public long in(String state) {
        return deliveries.stream().filter(it -> it.state().equals(state)).count();
    }

    /** How many hand-offs ever came to be in doubt, whatever was learnt of them later. */
    public long doubts() {
        return deliveries.stream()
                .flatMap(it -> it.attempts().stream())
                .filter(it -> it.phase().equals("lost") || it.inDoubt())
                .count();
    }

    private static Map<UUID, Notice> notices(Connection connection) throws SQLException {
        Map<UUID, Map<String, Map<String, Long>>> sums = new HashMap<>();
        each(
                connection,
                """
                SELECT notice, channel, state, sum(n)::bigint AS n
                FROM (SELECT notice, channel, state, n FROM tally
                      UNION ALL SELECT notice, channel, state, n FROM tally_delta) t
                GROUP BY notice, channel, state HAVING sum(n) <> 0""",
                row -> sums.computeIfAbsent(row.getObject("notice", UUID.class), _ -> new TreeMap<>())
                        .computeIfAbsent(row.getString("channel"), _ -> new TreeMap<>())
                        .put(row.getString("state"), row.getLong("n")));
        Map<UUID, Map<String, Long>> noAddress = new HashMap<>();
        each(
                connection,
                "SELECT notice, channel, no_address FROM notice_channel",
                row -> noAddress
                        .computeIfAbsent(row.getObject("notice", UUID.class), _ -> new TreeMap<>())
                        .put(row.getString("channel"), row.getLong("no_address")));
        Map<UUID, Notice> notices = new HashMap<>();
        each(connection, """
                SELECT n.id, n.state, coalesce(n.audience, 0) AS audience, coalesce(f.done, false) AS done
                FROM notice n LEFT JOIN fan_out f ON f.notice = n.id""", row -> {
            UUID id = row.getObject("id", UUID.class);
            notices.put(
                    id,
                    new Notice(
                            id,
                            row.getString("state"),
                            row.getLong("audience"),
                            row.getBoolean("done"),
                            noAddress.getOrDefault(id, Map.of()),
                            sums.getOrDefault(id, Map.of())));
        });
        return notices;
    }

    private static List<Delivery> deliveries(Connection connection) throws SQLException {
        Map<UUID, List<Attempt>> attempts = new HashMap<>();
        each(
                connection,
                """
                SELECT id, delivery, no, worker, phase, begun_at, answered_at, coalesce(outcome, '') AS outcome,
                       EXISTS (SELECT 1 FROM evidence e WHERE e.delivery = t.delivery AND e.attempt = t.id
                           AND e.news IN ('came-back', 'came-back-for-now', 'opted-out', 'indicted')) AS came_back
                FROM attempt t ORDER BY delivery, no""",
                row -> attempts.computeIfAbsent(row.getObject("delivery", UUID.class), _ -> new ArrayList<>())
                        .add(new Attempt(
                                row.getObject("id", UUID.class),
                                row.getInt("no"),
                                row.getObject("worker", UUID.class),
                                row.getString("phase"),
                                row.getObject("begun_at", OffsetDateTime.class).toInstant(),
                                instant(row.getObject("answered_at", OffsetDateTime.class)),
                                row.getString("outcome"),
                                row.getBoolean("came_back"))));
        List<Delivery> deliveries = new ArrayList<>();
        each(connection, """
                SELECT id, notice, recipient, channel, account, state, coalesce(reason, '') AS reason, possible_duplicate
                FROM delivery ORDER BY id""", row -> {
            UUID id = row.getObject("id", UUID.class);
            deliveries.add(new Delivery(
                    id,
                    row.getObject("notice", UUID.class),
                    row.getObject("recipient", UUID.class),
                    row.getString("channel"),
                    row.getString("account"),
                    row.getString("state"),
                    row.getString("reason"),
                    row.getBoolean("possible_duplicate"),
                    attempts.getOrDefault(id, List.of())));
        });
        return deliveries;
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    private interface Reader {
        void read(ResultSet row) throws SQLException;
    }

    private static void each(Connection connection, String question, Reader reader) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(question);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                reader.read(rows);
            }
        }
    }
}
