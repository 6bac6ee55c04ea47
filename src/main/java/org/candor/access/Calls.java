package org.candor.access;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import org.candor.plumbing.Sql;

/** The calls of those who do not come with a key: counted over all processes, as {@code find} counts those of keys. */
@ApplicationScoped
class Calls {
    private static final Sql SQL = Sql.of("access");

    private final Pool pool;

    Calls(Pool pool) {
        this.pool = pool;
    }

    /**
     * Takes one.
     *
     * @param calls how many the caller has in a minute
     */
    Uni<Called> take(Caller caller, int calls) {
        return pool.preparedQuery(SQL.get("spend"))
                .execute(Tuple.of(caller.key(), calls))
                .map(rows -> {
                    Row row = rows.iterator().next();
                    return new Called(caller, calls, row.getBoolean("may"), row.getDouble("full_in"));
                });
    }
}
