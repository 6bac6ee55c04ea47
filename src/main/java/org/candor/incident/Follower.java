package org.candor.incident;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.UUID;

/** What follows in other rooms when the facts of an incident change, as a step of the transaction that changes them. */
@FunctionalInterface
public interface Follower {
    Uni<Void> changed(SqlConnection tx, UUID incident, Facts facts);
}
