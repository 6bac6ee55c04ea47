package org.candor.receipt;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.candor.plumbing.CrashPoint;
import org.candor.plumbing.Grouping;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;

/**
 * Stores receipts before they are answered. Callbacks come in bursts, and sending must not wait for them: they are
 * committed in groups, one group at a time on one connection, and when too many wait in memory the callers are asked to
 * call again.
 */
@ApplicationScoped
class Inbox {
    private final Pool pool;
    private final int most;
    private final AtomicInteger waiting = new AtomicInteger();
    private final Grouping<Receipt, Boolean> groups;

    Inbox(Pool pool, ReceiptConfig config) {
        this.pool = pool;
        this.most = config.waiting();
        this.groups = new Grouping<>(config.group(), config.groupWait(), this::keep);
    }

    /** Ends when the receipt is on disk; fails with 429 when the inbox is behind. */
    Uni<Void> store(Receipt receipt) {
        if (waiting.incrementAndGet() > most) {
            waiting.decrementAndGet();
            throw Problem.of(429, "rate-limited", "The inbox is behind; call again.")
                    .with("Retry-After", "5");
        }
        CrashPoint.at(CrashPoint.RECEIPT_BEFORE_STORE);
        return groups.add(receipt)
                .invoke(() -> CrashPoint.at(CrashPoint.RECEIPT_AFTER_STORE))
                .onTermination()
                .invoke(waiting::decrementAndGet)
                .replaceWithVoid();
    }

    private Uni<List<Boolean>> keep(List<Receipt> group) {
        List<Columns> columns = group.stream().map(it -> Columns.of(it.news())).toList();
        Tuple values = Tuple.tuple()
                .addArrayOfUUID(group.stream().map(_ -> Ids.next()).toArray(UUID[]::new))
                .addArrayOfUUID(group.stream().map(Receipt::attempt).toArray(UUID[]::new))
                .addArrayOfString(text(group, it -> it.channel().word()))
                .addArrayOfString(text(group, Receipt::reference))
                .addArrayOfString(text(group, Receipt::status));
        values.getDelegate().addArrayOfString(group.stream().map(Receipt::call).toArray(String[]::new));
        values.addArrayOfString(text(group, it -> it.news().word()))
                .addArrayOfString(text(group, it -> it.news().evidence().reason()))
                .addArrayOfString(text(group, it -> it.news().evidence().code()))
                .addArrayOfString(text(group, it -> it.news().evidence().enhanced()))
                .addArrayOfLong(
                        columns.stream().map(it -> it.suppress().toMillis()).toArray(Long[]::new))
                .addArrayOfString(text(columns, Columns::waits));
        values.getDelegate()
                .addArrayOfString(columns.stream().map(Columns::scope).toArray(String[]::new));
        values.addArrayOfLong(columns.stream().map(it -> it.pause().toMillis()).toArray(Long[]::new));
        return pool.preparedQuery(Receipts.SQL.get("keep"))
                .execute(values)
                .replaceWith(() -> group.stream().map(_ -> true).toList());
    }

    private static <T> String[] text(List<T> items, Function<T, String> text) {
        return items.stream().map(text).map(Objects::requireNonNull).toArray(String[]::new);
    }
}
