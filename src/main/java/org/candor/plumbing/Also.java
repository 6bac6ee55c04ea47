package org.candor.plumbing;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

/** What else is done in somebody's transaction: handed on by rooms that have no tables of their own. */
@FunctionalInterface
public interface Also {
    Uni<Void> in(SqlConnection tx);
}
