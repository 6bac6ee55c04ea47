package org.candor.queue;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.candor.delivery.Channel;
import org.candor.delivery.News;
import org.candor.delivery.State;
import org.candor.plumbing.Sql;
import org.jspecify.annotations.Nullable;

/**
 * Late news moves deliveries: what a receipt or a look-up tells of an attempt after its hand-off is over.
 *
 * <ol>
 *   <li>{@link #receive} reads where the deliveries stand, asks {@link LateRule}, and moves them in one statement that is
 *       guarded by what was read; what moved meanwhile is told again by the caller.
 *   <li>{@link #look} says which deliveries in doubt are to be looked up now.
 * </ol>
 */
@ApplicationScoped
public class Late {
    /** Who told: the source on the evidence. */
    public enum Source {
        RECEIPT("receipt"),
        LOOKUP("lookup");

        private final String word;

        Source(String word) {
            this.word = word;
        }
    }

    /** The word by which receipts call a message that a carrier took for unwanted. */
    private static final String FILTERED = "filtered";

    private static final Duration FILTERED_PAUSE = Duration.ofMinutes(15);

    private final Pool pool;
    private final Gates gates;
    private final QueueConfig config;
    private final Event<Received> received;
    private final InstantSource clock;
    private final Sql sql = Sql.of("queue");

    public Late(Pool pool, Gates gates, QueueConfig config, Event<Received> received, InstantSource clock) {
        this.pool = pool;
        this.gates = gates;
        this.config = config;
        this.received = received;
        this.clock = clock;
    }

    /**
     * Joins news to its deliveries. Harmless to repeat. After the commit gates close as the news says and
     * {@link Received} is fired.
     *
     * @return what became of each, in the order given
     */
    public Uni<List<Fate>> receive(Source source, List<Told> news) {
        UUID[] attempts = news.stream().map(Told::attempt).distinct().toArray(UUID[]::new);
        return pool.preparedQuery(sql.get("standings"))
                .execute(Tuple.of(attempts, config.lookAgain().toMillis(), (long) config.doubts()))
                .map(rows -> {
                    Map<UUID, Standing> standings = new HashMap<>();
                    rows.forEach(row -> standings.put(row.getUUID("attempt"), standing(row)));
                    return standings;
                })
                .chain(standings -> join(source, news, standings));
    }

    private Uni<List<Fate>> join(Source source, List<Told> news, Map<UUID, Standing> standings) {
        List<Fate> fates = new ArrayList<>(news.size());
        Map<Integer, LateMove> moves = new LinkedHashMap<>();
        Set<UUID> taken = new HashSet<>();
        for (int i = 0; i < news.size(); i++) {
            Standing at = standings.get(news.get(i).attempt());
            Move move = at == null ? null : move(at, news.get(i));
            fates.add(fate(at, move, taken));
            if (at != null && (move instanceof Move.Keep || move instanceof Move.To) && taken.add(at.delivery())) {
                moves.put(i, new LateMove(at, move, news.get(i)));
            }
        }
        return apply(source, moves.values()).chain(moved -> {
            moves.forEach((i, it) -> fates.set(i, moved.contains(it.at().delivery()) ? Fate.JOINED : Fate.AGAIN));
            return pause(moves, fates)
                    .chain(() -> pauseFiltered(moves, fates))
                    .invoke(() -> tell(news, standings, fates))
                    .replaceWith(fates);
        });
    }

    private static Move move(Standing at, Told told) {
        return at.channel() == told.channel() ? LateRule.move(at, told.news()) : new Move.Pass();
    }

    /** Of several pieces of news about one delivery that change something, the first goes ahead. */
    private static Fate fate(@Nullable Standing at, @Nullable Move move, Set<UUID> taken) {
        if (at == null || move == null) {
            return Fate.STRANGE;
        }
        return switch (move) {
            case Move.Hold _ -> Fate.HELD;
            case Move.Pass _ -> Fate.JOINED;
            case Move.Keep _, Move.To _ -> taken.contains(at.delivery()) ? Fate.AGAIN : Fate.JOINED;
        };
    }

    private Uni<Set<UUID>> apply(Source source, Collection<LateMove> moves) {
        if (moves.isEmpty()) {
            return Uni.createFrom().item(Set.of());
        }
        return pool.preparedQuery(sql.get("late"))
                .execute(LateMove.values(moves, source.word))
                .map(rows -> {
                    Set<UUID> moved = new HashSet<>();
                    rows.forEach(row -> moved.add(row.getUUID("id")));
                    return moved;
                });
    }

    private Uni<Void> pause(Map<Integer, LateMove> moves, List<Fate> fates) {
        Map<String, News.Indicted> indicted = new HashMap<>();
        moves.forEach((i, it) -> {
            boolean queued = it.move() instanceof Move.To to && to.state() == State.QUEUED;
            if (fates.get(i) == Fate.JOINED && queued && it.told().news() instanceof News.Indicted news) {
                indicted.merge(it.at().account(), news, Late::graver);
            }
        });
        Uni<Void> all = Uni.createFrom().voidItem();
        for (Map.Entry<String, News.Indicted> it : indicted.entrySet()) {
            News.Indicted news = it.getValue();
            if (news.scope().hasGate()) {
                all = all.chain(() -> gates.pause(it.getKey(), news.evidence().reason(), news.pause()));
            }
        }
        return all;
    }

    /** One message that a carrier filters is the message's fault; more than one in a hundred are the sender's. */
    private Uni<Void> pauseFiltered(Map<Integer, LateMove> moves, List<Fate> fates) {
        Set<String> accounts = new HashSet<>();
        moves.forEach((i, it) -> {
            if (fates.get(i) == Fate.JOINED
                    && it.told().news().evidence().reason().equals(FILTERED)) {
                accounts.add(it.at().account());
            }
        });
        if (accounts.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return pool.preparedQuery(sql.get("filtered-accounts"))
                .execute(Tuple.tuple().addArrayOfString(accounts.toArray(String[]::new)))
                .chain(rows -> {
                    Uni<Void> all = Uni.createFrom().voidItem();
                    for (Row row : rows) {
                        all = all.chain(() -> gates.pause(row.getString("account"), "carriers-filter", FILTERED_PAUSE));
                    }
                    return all;
                });
    }

    /** Of two indictments of one account: no pause at all is for good until a person opens the gate. */
    private static News.Indicted graver(News.Indicted one, News.Indicted other) {
        boolean first =
                one.pause().isZero() || !other.pause().isZero() && one.pause().compareTo(other.pause()) >= 0;
        return first ? one : other;
    }

    private void tell(List<Told> news, Map<UUID, Standing> standings, List<Fate> fates) {
        for (int i = 0; i < fates.size(); i++) {
            Standing at = standings.get(news.get(i).attempt());
            if (fates.get(i) == Fate.JOINED && at != null) {
                received.fire(new Received(
                        at.channel(), at.account(), news.get(i).news().word()));
            }
        }
    }

    /** Deliveries in doubt of these accounts that are to be looked up now; each is given to one caller. */
    public Uni<List<Look>> look(Collection<String> accounts, int most) {
        Tuple values = Tuple.tuple()
                .addArrayOfString(accounts.toArray(String[]::new))
                .addInteger(most)
                .addLong(config.lookAgain().toMillis())
                .addInteger(config.looks());
        return pool.preparedQuery(sql.get("looks-due")).execute(values).map(rows -> {
            List<Look> looks = new ArrayList<>(rows.size());
            rows.forEach(row -> looks.add(look(row)));
            return looks;
        });
    }

    /** True if a look-up of another delivery has found the provider's message of this reference. */
    public Uni<Boolean> foundForAnother(String reference, UUID delivery) {
        return pool.preparedQuery(sql.get("found-for-another"))
                .execute(Tuple.of(reference, delivery))
                .map(rows -> rows.size() > 0);
    }

    /** When it was begun is told by this process's clock: whoever looks compares it with nothing else. */
    private Look look(Row row) {
        return new Look(
                row.getUUID("id"),
                row.getUUID("notice"),
                row.getUUID("recipient"),
                Channel.of(row.getString("channel")),
                row.getString("account"),
                row.getUUID("attempt"),
                row.getInteger("attempt_no"),
                clock.instant().minusMillis(Math.round(row.getDouble("age") * 1_000)),
                row.getOffsetDateTime("deadline").toInstant(),
                row.getBoolean("may_repeat"));
    }

    private static Standing standing(Row row) {
        return new Standing(
                row.getUUID("attempt"),
                row.getUUID("delivery"),
                Channel.of(row.getString("channel")),
                row.getString("account"),
                State.of(row.getString("state")),
                row.getInteger("no"),
                row.getInteger("attempt_no"),
                row.getInteger("counted"),
                row.getString("outcome"),
                row.getBoolean("came_back"),
                row.getBoolean("absent_before"),
                row.getBoolean("poison"),
                row.getBoolean("taken_elsewhere"));
    }
}
