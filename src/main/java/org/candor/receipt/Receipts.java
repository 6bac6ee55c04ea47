package org.candor.receipt;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.candor.plumbing.Sql;

/** What the receipts say of a message that was found by looking. */
@ApplicationScoped
public class Receipts {
    static final Sql SQL = Sql.of("receipt");

    private final Pool pool;

    public Receipts(Pool pool) {
        this.pool = pool;
    }

    /** True if a receipt says that the provider's message of this reference is another attempt's. */
    public Uni<Boolean> ofAnother(String reference, UUID attempt) {
        return pool.preparedQuery(SQL.get("of-another"))
                .execute(Tuple.of(reference, attempt))
                .map(rows -> rows.size() > 0);
    }
}
