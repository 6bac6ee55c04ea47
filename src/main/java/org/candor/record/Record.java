package org.candor.record;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Sql;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** The audit record: one row a command, in the transaction that did it, without personal data. */
@ApplicationScoped
public class Record {
    private static final Sql SQL = Sql.of("record");

    /**
     * Notes that something was done.
     *
     * @param actor the owner of the calling key, or a part of Candor
     * @param action what was done, as {@code noun.verb}, such as {@code notice.released}
     * @param subject the id of what it was done to
     * @param detail facts as JSON scalars or lists; never an address, a name, a ref or a token
     */
    public Uni<Void> note(
            SqlConnection tx, String actor, String action, @Nullable UUID subject, Map<String, ?> detail) {
        JsonObject facts = new JsonObject(new LinkedHashMap<>(detail));
        return tx.preparedQuery(SQL.get("note"))
                .execute(Tuple.of(Ids.next(), actor, action, subject, facts))
                .replaceWithVoid();
    }

    /** The same within the transaction of an entity's session, which must not be mixed with another connection. */
    public Uni<Void> note(Mutiny.Session session, String actor, String action, UUID subject, Map<String, ?> detail) {
        // Hibernate numbers parameters with question marks.
        return session.createNativeQuery(SQL.get("note").replace('$', '?'))
                .setParameter(1, Ids.next())
                .setParameter(2, actor)
                .setParameter(3, action)
                .setParameter(4, subject)
                .setParameter(5, new JsonObject(new LinkedHashMap<>(detail)))
                .executeUpdate()
                .replaceWithVoid();
    }
}
