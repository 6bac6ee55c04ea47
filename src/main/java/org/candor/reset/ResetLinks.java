package org.candor.reset;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.candor.delivery.Channel;
import org.candor.plumbing.Hosts;
import org.candor.plumbing.Sql;
import org.candor.vault.Vault;

/** Reset links for other rooms: offer them, write them, end them, count them; and let {@code /verify} know a notice. */
@ApplicationScoped
public class ResetLinks {
    static final Sql SQL = Sql.of("reset");

    private final Pool pool;
    private final Vault vault;
    private final Hosts hosts;

    ResetLinks(Pool pool, Vault vault, Hosts hosts) {
        this.pool = pool;
        this.vault = vault;
        this.hosts = hosts;
    }

    /** Lets people check this notice's code from now on. At release, in its transaction; again is harmless. */
    public Uni<Void> announce(SqlConnection tx, Announcement it) {
        JsonObject subjects = new JsonObject();
        it.subjects().forEach(subjects::put);
        String[] channels = it.channels().stream().sorted().map(Channel::word).toArray(String[]::new);
        return know(tx, it.notice(), it.incident())
                .chain(() -> tx.preparedQuery(SQL.get("announce"))
                        .execute(Tuple.of(it.notice(), channels, subjects, it.defaultLocale())))
                .replaceWithVoid();
    }

    /**
     * Makes the links of these people work until {@code expiresAt}, in the transaction that queues their messages. Links
     * that an older notice of the incident gave them end. Offering the same page again changes nothing.
     *
     * @param version of the notice's links; a higher one ends those of lower ones
     * @param recipients a page of at most 5,000
     */
    public Uni<Void> offer(
            SqlConnection tx,
            UUID notice,
            UUID incident,
            int version,
            OffsetDateTime expiresAt,
            List<UUID> recipients) {
        if (recipients.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        UUID[] people = recipients.toArray(UUID[]::new);
        Buffer[] hashes = new Buffer[people.length];
        for (int i = 0; i < people.length; i++) {
            hashes[i] = Buffer.buffer(vault.tokenHash(vault.resetToken(notice, people[i], version)));
        }
        return know(tx, notice, incident)
                .chain(() -> tx.preparedQuery(SQL.get("offer"))
                        .execute(Tuple.of(notice, incident, version, expiresAt, hashes, people)))
                .chain(() ->
                        tx.preparedQuery(SQL.get("supersede")).execute(Tuple.of(notice, incident, version, people)))
                .replaceWithVoid();
    }

    /** The link for one person; the same whenever it is written. Built from configuration alone (security.md R9). */
    public String link(UUID notice, UUID recipient, int version) {
        return hosts.publicOrigin() + "/r/" + vault.resetToken(notice, recipient, version);
    }

    /** The code that goes with every message of a notice, as shown: {@code 7QF4-2K9M}. */
    public String code(UUID notice) {
        return vault.verifyCode(notice);
    }

    /** The page where a code can be checked. */
    public String verifyUrl() {
        return hosts.publicOrigin() + "/verify";
    }

    /** Ends every link of a notice that nobody has used yet, for good. */
    public Uni<Void> revoke(SqlConnection tx, UUID notice) {
        return tx.preparedQuery(SQL.get("revoke")).execute(Tuple.of(notice)).replaceWithVoid();
    }

    /** Ends every link of a person who was erased, and what they asked for and nobody has heard of yet. */
    public Uni<Void> forget(SqlConnection tx, UUID recipient) {
        return tx.preparedQuery(SQL.get("forget")).execute(Tuple.of(recipient)).replaceWithVoid();
    }

    /** The same of everybody of an incident. */
    public Uni<Void> forgetAll(SqlConnection tx, UUID incident) {
        return tx.preparedQuery(SQL.get("forget-all"))
                .execute(Tuple.of(incident))
                .replaceWithVoid();
    }

    /** How far the resets of a notice have come; all zero for one that offered none. */
    public Uni<ResetCounts> counts(UUID notice) {
        return pool.preparedQuery(SQL.get("counts")).execute(Tuple.of(notice)).map(rows -> {
            Row row = rows.iterator().next();
            return new ResetCounts(
                    row.getLong("offered"),
                    row.getLong("requested"),
                    row.getLong("handed_over"),
                    row.getLong("completed"),
                    row.getLong("expired"));
        });
    }

    private Uni<Void> know(SqlConnection tx, UUID notice, UUID incident) {
        return tx.preparedQuery(SQL.get("know"))
                .execute(Tuple.of(notice, incident, vault.verifyCode(notice)))
                .replaceWithVoid();
    }
}
